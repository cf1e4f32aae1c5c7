// Runs one of the commands in this process and keeps what it writes.
import { Writable } from 'node:stream';

type Command = (
  args: string[],
  io: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream },
) => Promise<0 | 1 | 2>;

export async function runCommand(
  command: Command,
  args: string[],
): Promise<{ code: 0 | 1 | 2; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const keep = (stream: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[stream] += String(chunk);
        done();
      },
    });
  const code = await command(args, { stdout: keep('stdout'), stderr: keep('stderr') });
  return { code, ...written };
}
