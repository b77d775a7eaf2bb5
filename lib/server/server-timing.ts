import type { ServerResponse } from 'node:http';

/**
 * Adds how long an answer waited for its render (`Server-Timing: render;dur=12`, in milliseconds). Only for
 * answers that are rendered for each request. On a page it would say that its cached copy was no longer good,
 * which may come from an embargoed story; and a shared cache would repeat it.
 */
export function addServerTiming(response: ServerResponse, milliseconds: number): void {
  response.setHeader('Server-Timing', `render;dur=${Math.round(milliseconds)}`);
}
