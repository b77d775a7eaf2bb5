import type { BodyUses } from './lint/check-body.ts';
import { type Diagnostic, isBlocked } from './parse/diagnostic.ts';

/**
 * The result of reading a file: a record if no error blocks, the diagnostics, and the images and links that it uses; `mentions` are the ids
 * and names by which it names its authors, known or not.
 */
export type Reading<Record> = Readonly<{
  record: Record | null;
  diagnostics: readonly Diagnostic[];
  mentions?: readonly string[];
  /** Whether the result depends on files whose changes are in no index. */
  needsRecheck?: boolean;
}> &
  BodyUses;

/** A reading with `record`, frozen; without it if a diagnostic blocks. */
export function readingOf<Record>(diagnostics: Diagnostic[], uses: BodyUses, record: Record | null): Reading<Record> {
  return { record: isBlocked(diagnostics) || record === null ? null : deepFreeze(record), diagnostics, ...uses };
}

/** Freezes a value and everything in it. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
