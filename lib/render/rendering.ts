import type { Trace } from '../store/trace.ts';

/**
 * A page or document as it is sent, without a client runtime. `type` and `links` are its headers
 * `Content-Type` and `Link`; `styleHash` is for its Content-Security-Policy, and null without a style.
 */
export type RenderedPage = Readonly<{
  status: number;
  type: string;
  links: string;
  text: string;
  styleHash: string | null;
}>;

/** A page with the queries that it made. */
export type Rendering = Readonly<{ page: RenderedPage; trace: Trace }>;

/**
 * The page to render: the canonical path, or a path of Next's own after `UNROUTED`. `network` is that of
 * the reader (see `networkOf`): waiting networks take turns.
 */
export type RenderRequest = Readonly<{ path: string; priority: RenderPriority; network: string }>;

/** Pages come first: their result is cached. */
export type RenderPriority = 'page' | 'search' | 'preview';

/** Renders pages, in this process or in others. */
export type Renderer = Readonly<{ render(request: RenderRequest): Promise<Rendering> }>;

/**
 * Begins the path of a page that has no route, such as “not found”: it is rendered whether or not a reader
 * can request it. No request's path begins with a space.
 */
export const UNROUTED = ' ';

/** Thrown when no page can be rendered now. Readers get 503 with `Retry-After`. */
export class RenderUnavailableError extends Error {}

/** Thrown when too many pages wait to be rendered. */
export class RenderBusyError extends RenderUnavailableError {}
