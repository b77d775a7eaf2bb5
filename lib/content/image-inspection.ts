import type { ImageFacts } from '../routes/image-files.ts';
import type { Diagnostic } from './parse/diagnostic.ts';

/** What is wrong with an image. It is reported in every file that uses the image. */
export type ImageFinding = Readonly<Pick<Diagnostic, 'severity' | 'rule' | 'reason' | 'fix'>>;

/** The result of inspecting an image: `facts` if it is sound. Both are null if its hash was known already. */
export type ImageInspection = Readonly<{ hash: string; facts: ImageFacts | null; finding: ImageFinding | null }>;
