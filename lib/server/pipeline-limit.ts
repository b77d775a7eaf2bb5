import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that are answered in one turn of the event loop. Browsers and proxies send one. */
export const MAX_PIPELINED = 100;

/**
 * Returns a listener that closes a connection which sends more than `MAX_PIPELINED` requests at once: a packet
 * holds more than a thousand, and nobody else is answered until the last of them is.
 */
export function limitPipelining(listener: RequestListener): RequestListener {
  let latest: Socket | null = null;
  let requests = 0;
  const endTurn = () => {
    latest = null;
  };
  return (request, response) => {
    const { socket } = request;
    // Node still reads the rest of the packet.
    if (socket.destroyed) return;
    if (socket !== latest) {
      if (latest === null) setImmediate(endTurn);
      latest = socket;
      requests = 0;
    }
    if (++requests > MAX_PIPELINED) socket.destroy();
    else listener(request, response);
  };
}
