// `quorum sign-in`: whoever operates the service lets an administrator in by a link that is good once, for five minutes.
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { issueEntryToken } from '../http/entry-token.ts';
import { entryKeysOf, readTokenKeys } from '../wiring/token-keys.ts';

interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

const usage = `quorum sign-in --portal ID [--user NAME] [--member]

Prints a link that opens Quorum once, within five minutes, as an administrator of the portal. For a service with
HUBSPOT_ACCESS_TOKEN, whose administrators cannot sign in through HubSpot; run it with the service's own settings.

  --portal ID   the portal's number in HubSpot
  --user NAME   how the audit log names the person (default: operator)
  --member      without the right to change settings
  --json        {"url": …}

Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

/** Exit code 0 done, 1 the settings cannot be used, 2 wrong usage. */
export async function signInCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  const options = parseOptions(args);
  if (typeof options === 'string') {
    io.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  if (options === null) {
    io.stdout.write(usage);
    return 0;
  }
  const link = makeLink(options);
  if (link instanceof ConfigError) {
    io.stderr.write(`${link.message}\n`);
    return 1;
  }
  io.stdout.write(options.json ? `${JSON.stringify({ url: link })}\n` : `${link}\n`);
  return 0;
}

interface Options {
  portalId: number;
  userId: string;
  isAdmin: boolean;
  json: boolean;
}

/** Null for help; a sentence for what is wrong. */
function parseOptions(args: string[]): Options | string | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        portal: { type: 'string' },
        user: { type: 'string', default: 'operator' },
        member: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return null;
    if (!/^[1-9]\d{0,14}$/.test(values.portal ?? '')) return 'Say which portal: --portal and its number.';
    if (!/^[\w.@-]{1,64}$/.test(values.user)) return '--user takes letters, digits and . @ - _, 64 at most.';
    return { portalId: Number(values.portal), userId: values.user, isAdmin: !values.member, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : 'The options were not understood.';
  }
}

function makeLink({ portalId, userId, isAdmin }: Options): string | ConfigError {
  try {
    const config = readConfig(process.env);
    if (config.hubspot === undefined) {
      return new ConfigError('Nobody signs in to the sandbox portal: open its address.');
    }
    const entry = { portalId, userId, isAdmin, to: '/' };
    const token = issueEntryToken(entryKeysOf(readTokenKeys(config)), { entry, now: Date.now() });
    return `${config.publicUrl}/enter?token=${token}`;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
