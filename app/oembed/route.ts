import { contentStore } from '#lib/store/process-store.ts';
import { oembed } from '#lib/syndication/oembed.ts';

export async function GET(request: Request): Promise<Response> {
  const { status, type, text } = oembed(contentStore(), new URL(request.url).searchParams);
  return new Response(text, { status, headers: { 'Content-Type': `${type}; charset=utf-8` } });
}
