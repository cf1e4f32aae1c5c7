// Opens the server's port and closes it again.
import { createServer, type RequestListener } from 'node:http';

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Requests may come before what answers them is ready: the listener decides. @throws the system's error, EADDRINUSE among them. */
export async function listen(listener: RequestListener, at: { host: string; port: number }): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  const host = at.host === '0.0.0.0' || at.host === '::' ? '127.0.0.1' : at.host;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Pages that follow changes hold their connections open for ever.
        setTimeout(() => server.closeAllConnections(), openConnectionsMs).unref();
      }),
  };
}

const openConnectionsMs = 500;
