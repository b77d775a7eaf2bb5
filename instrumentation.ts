/**
 * Runs once when Next's server starts. The front has opened the newsroom by then; under plain `next start` and `next dev` it is opened
 * here.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { openNewsroom } = await import('#lib/server/open-store.ts');
    try {
      await openNewsroom();
    } catch (error) {
      // Next writes into the message of what it is given, which the front shows as well.
      throw new Error((error as Error).message);
    }
  }
}
