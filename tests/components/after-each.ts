import { afterEach } from 'vitest';
import { afterReading } from './reading.ts';

// Set up anew for each file, which a module that the files share is not.
afterEach(afterReading);
