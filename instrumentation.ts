/**
 * Runs once when Next's server starts, and opens the store under plain `next start` and `next dev`. The request handler has opened it before.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { openStore } = await import('#lib/server/open-store.ts');
    try {
      await openStore();
    } catch (error) {
      // Next changes the message of the error that it gets, and the request handler prints the original.
      throw new Error((error as Error).message);
    }
  }
}
