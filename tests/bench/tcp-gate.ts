import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A port that leads to another one. While `isOpen` is false it refuses connections and ends those that it has;
 * what comes back from the other port arrives `delay` milliseconds later.
 */
export type TcpGate = { readonly port: number; isOpen: boolean; delay: number; close(): void };

/** Opens a gate to `target`, a port of this machine. */
export async function openGate(target: () => number): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(target(), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
    }
    const later = (work: () => void) => (gate.delay === 0 ? work() : void setTimeout(work, gate.delay));
    near.on('data', (chunk) => far.write(chunk));
    near.once('close', () => far.destroy());
    far.on('data', (chunk) => later(() => void (near.writable && near.write(chunk))));
    // What was written to the near side still arrives.
    far.once('close', () => later(() => near.end()));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  const gate: TcpGate = {
    port: (server.address() as AddressInfo).port,
    get isOpen() {
      return isOpen;
    },
    set isOpen(value) {
      isOpen = value;
      if (!value) end();
    },
    delay: 0,
    close() {
      server.close();
      end();
    },
  };
  return gate;
}
