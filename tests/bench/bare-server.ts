import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './servers.ts';

// A minimal Node server: finds an answer by its path and sends it from memory. Its argument is the file with
// the answers (JSON, by path).

const answers = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Record<string, Answer>;
const prepared = new Map(
  Object.entries(answers).map(([path, { status, headers, body }]) => {
    const bytes = Buffer.from(body, 'base64');
    return [path, { status, headers: { ...headers, 'Content-Length': bytes.length }, bytes }];
  }),
);

const server = createServer((request, response) => {
  const answer = prepared.get(request.url ?? '/');
  if (answer) response.writeHead(answer.status, answer.headers).end(answer.bytes);
  else response.writeHead(404).end();
});
server.listen(0, () => console.log(`It is at http://localhost:${(server.address() as AddressInfo).port}`));
