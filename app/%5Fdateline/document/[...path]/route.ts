import { processConfig } from '#lib/config.ts';
import { isDocument, routeAt } from '#lib/routes/routes.ts';
import { contentStore } from '#lib/store/process-store.ts';
import { documentAt } from '#lib/syndication/documents.ts';

// Feeds, sitemaps and the like. next.config.ts rewrites paths with their extensions to this route.

export async function GET(_request: Request, { params }: { params: Promise<{ path: string[] }> }): Promise<Response> {
  const route = routeAt(`/${(await params).path.join('/')}`);
  const document = route && isDocument(route) ? await documentAt(contentStore(), route, processConfig()) : null;
  if (!document) return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } });
  const { type, text, links } = document;
  return new Response(text, { headers: { 'Content-Type': type, ...(links ? { Link: links } : {}) } });
}
