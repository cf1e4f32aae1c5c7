// The rows of `quorum doctor` on the machine: the data folder, its disk, the ports, and whether a service runs here.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { DoctorRow } from './doctor-row.ts';

const roomMinGb = 1;
/** What a running service writes into the data folder. */
const serviceSchema = z.object({ pid: z.number().int().positive(), url: z.string() });

export async function checkMachine(config: Config): Promise<DoctorRow[]> {
  const service = findService(config.dataDir);
  const ports = config.hubspot === undefined ? [config.port, config.sandboxPort] : [config.port];
  return [
    checkFolder(config.dataDir),
    checkDisk(config.dataDir),
    {
      name: 'Service',
      isOk: true,
      finding: describeService(service),
    },
    ...(service === undefined ? await Promise.all(ports.map((port) => checkPort(config.host, port))) : []),
  ];
}

function checkFolder(dataDir: string): DoctorRow {
  const folder = nearestFolder(dataDir);
  const name = 'Data folder';
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return { name, isOk: true, finding: path.resolve(dataDir) };
  } catch {
    const mend = 'Run as the owner of the folder, or set DATA_DIR to a folder where you may write.';
    return { name, isOk: false, finding: `${folder} cannot be written`, mend };
  }
}

function checkDisk(dataDir: string): DoctorRow {
  const { bavail, bsize } = fs.statfsSync(nearestFolder(dataDir));
  const freeGb = (bavail * bsize) / 1e9;
  const isOk = freeGb >= roomMinGb;
  const finding = `${freeGb.toFixed(1)} GB free`;
  return { name: 'Disk', isOk, finding, ...(isOk ? {} : { mend: `Free some room: ${roomMinGb} GB at least.` }) };
}

/** The data folder may not be there yet. */
function nearestFolder(folder: string): string {
  const full = path.resolve(folder);
  return fs.existsSync(full) ? full : nearestFolder(path.dirname(full));
}

type Service = z.infer<typeof serviceSchema>;

function describeService(service: Service | undefined): string {
  if (service === undefined) return 'not running on this folder';
  return `${service.url === '' ? 'starting' : `running: ${service.url}`} (process ${service.pid})`;
}

function findService(dataDir: string): Service | undefined {
  const file = path.join(dataDir, 'service.json');
  if (!fs.existsSync(file)) return undefined;
  try {
    const service = serviceSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return isAlive(service.pid) ? service : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function checkPort(host: string, port: number): Promise<DoctorRow> {
  const name = `Port ${port}`;
  const server = net.createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => resolve(undefined));
  });
  if (code === undefined) {
    await new Promise((resolve) => server.close(resolve));
    return { name, isOk: true, finding: 'free' };
  }
  const finding = code === 'EADDRINUSE' ? 'taken by another program' : `cannot be opened on ${host} (${code})`;
  return { name, isOk: false, finding, mend: 'End that program, or set PORT and SANDBOX_PORT to free ones.' };
}
