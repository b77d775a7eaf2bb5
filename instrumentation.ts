/**
 * Runs once when Next's server starts. The request handler has opened the store by then; under plain `next start` and `next dev` it is opened
 * here.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { openStore } = await import('#lib/server/open-store.ts');
    try {
      await openStore();
    } catch (error) {
      // Next writes into the message of what it is given, which the request handler shows as well.
      throw new Error((error as Error).message);
    }
  }
}
