/**
 * Node's flags for processes that stay, or read much: V8 collects garbage when the heap has grown by 30 percent,
 * instead of to several times what is in use. `npm start` and `npm run import` have the same flags.
 */
export const SMALL_HEAP: readonly string[] = ['--max-semi-space-size=8', '--heap-growing-percent=30'];
