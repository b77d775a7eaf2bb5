import { afterEach } from 'vitest';
import { afterReading } from './reading.ts';

// Runs for each file, unlike a module that the files share.
afterEach(afterReading);
