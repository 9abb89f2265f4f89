import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.csv': 'text/csv',
};

/** A site on a free port of the loopback interface. */
export interface Site {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves texts by their paths, `/` for the page, each with the same headers. */
export async function serveTexts(
  texts: Readonly<Record<string, string | Buffer>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
    const type = types[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type, ...headers });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
