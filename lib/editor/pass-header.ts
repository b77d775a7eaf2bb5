/** The header in which the editor's page sends its pass to the site. */
export const PASS_HEADER = 'dateline-pass';
