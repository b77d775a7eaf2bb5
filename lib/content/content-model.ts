/**
 * The version of the content model: which files, keys and elements there are, and what they mean. It rises when files
 * that were right before must change, and then `lib/cli/migrations.ts` says how. New keys alone do not raise it.
 */
export const CONTENT_MODEL = 1;
