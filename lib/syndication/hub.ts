/**
 * The hub that tells subscribers of changes to the feeds (WebSub, https://www.w3.org/TR/websub/), as the environment names it (`WEBSUB_HUB`); null for none. Throws for what is no
 * address.
 */
export function hubOf({ WEBSUB_HUB: hub = '' }: Readonly<Record<string, string | undefined>>): string | null {
  if (hub === '') return null;
  if (!/^https?:\/\//.test(hub) || !URL.canParse(hub)) {
    throw new Error(`WEBSUB_HUB is “${hub}”, which is no address: write one such as https://hub.example/.`);
  }
  return hub;
}
