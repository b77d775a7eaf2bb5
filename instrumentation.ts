import { isContentStoreClaimed } from '#lib/store/process-store.ts';

/**
 * Runs once when Next's server starts, and opens the store under plain `next start` and `next dev`. Render processes and the request handler
 * open theirs themselves.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs' && !isContentStoreClaimed()) {
    const { openStore } = await import('#lib/server/open-store.ts');
    try {
      await openStore();
    } catch (error) {
      // Next changes the message of the error that it gets, and the request handler prints the original.
      throw new Error((error as Error).message);
    }
  }
}
