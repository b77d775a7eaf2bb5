import { processConfig } from '#lib/config.ts';
import { ImageResponder } from '#lib/server/image-responder.ts';
import { contentStore } from '#lib/store/process-store.ts';

// Images under plain `next start` and `next dev`; the request handler answers for them itself. Requests for originals under public/ come here by the rewrites in
// next.config.ts: the site never sends an original.

let media: ImageResponder | null = null;

export async function GET(request: Request, { params }: { params: Promise<{ path: string[] }> }): Promise<Response> {
  media ??= new ImageResponder(contentStore(), processConfig().imageCache);
  const [first, ...rest] = (await params).path.map(decodeURIComponent);
  const path = first === 'public' ? `/${rest.join('/')}` : `/media/${[first, ...rest].join('/')}`;
  const answer = await media.answer(path, request.headers.get('if-none-match'));
  if (!answer) return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } });
  const { status, headers, body } = answer;
  return new Response(body && new Uint8Array(body), { status, headers });
}
