import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A site on a free port of the loopback interface. */
export interface Site {
  readonly address: string;
  readonly close: () => Promise<void>;
}

type Content = string | Buffer | undefined;

/** Serves what `contentOf` finds at a path, which ends in a file name. */
async function serve(
  contentOf: (path: string) => Content | Promise<Content>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(pathname.replace(/\/$/, '/index.html'));
    const content = await contentOf(path);
    const type = types[extname(path)] ?? 'application/octet-stream';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type, ...headers });
    response.end(content);
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

/** Serves texts by their paths, `/` for the page, each with the same headers. */
export function serveTexts(
  texts: Readonly<Record<string, string | Buffer>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const contentOf = (path: string): Content => {
    const name = path === '/index.html' ? '/' : path;
    return Object.hasOwn(texts, name) ? texts[name] : undefined;
  };
  return serve(contentOf, headers);
}

/** Serves a folder as any static host would. */
export function serveFolder(folder: string): Promise<Site> {
  return serve((path) => readFile(join(folder, normalize(path))).catch(() => undefined));
}
