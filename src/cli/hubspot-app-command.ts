// `quorum hubspot-app FOLDER --url URL`: writes the HubSpot developer project for this installation, ready for `hs project upload`.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { parseManifest } from '../accounts/manifest.ts';
import { drawAppProject } from '../hubspot/draw-app-project.ts';
import type { CommandIo } from './identity-options.ts';

const usage = `quorum hubspot-app FOLDER --url URL [options]

Writes the HubSpot developer project of this installation into FOLDER: app, scopes and webhooks as manifest.json says. Upload it with
HubSpot's own tool: cd FOLDER && hs project upload. A second run writes the same files again; others in the folder stay.

  --url URL              where HubSpot reaches Quorum: https://…
  --auth oauth|static    oauth: several portals, installed by a link (default); static: one account, by the app's access token
  --support-email MAIL   whom HubSpot's users may write to (default: support@ the host of the URL)
  --json                 the names of the files as JSON
`;

/** Exit code 0 done, 1 failed, 2 wrong usage. */
export async function hubspotAppCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  const asked = readOptions(args);
  if (asked === 'help') {
    io.stdout.write(usage);
    return 0;
  }
  if ('wrong' in asked) {
    io.stderr.write(`${asked.wrong}\n\n${usage}`);
    return 2;
  }
  const { folder, json, ...settings } = asked;
  const files = drawAppProject(parseManifest(manifestFile), settings);
  try {
    for (const [name, text] of files) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(
      `The project could not be written into ${folder} (${reason}). Give a folder that you may write to.\n`,
    );
    return 1;
  }
  const names = [...files.keys()];
  io.stdout.write(json ? `${JSON.stringify({ folder, files: names })}\n` : `${names.join('\n')}\n`);
  io.stderr.write(`Next: cd ${folder} && hs project upload\n`);
  return 0;
}

type Options = Parameters<typeof drawAppProject>[1] & { folder: string; json: boolean };

function readOptions(args: string[]): Options | { wrong: string } | 'help' {
  const parsed = parseOptions(args);
  if (parsed === null) return { wrong: 'There is an option that it does not know, or one without its value.' };
  const { values, positionals } = parsed;
  if (values.help === true) return 'help';
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) return { wrong: 'It takes one folder.' };
  const publicUrl = values.url?.replace(/\/+$/, '') ?? '';
  if (!URL.canParse(publicUrl) || new URL(publicUrl).protocol !== 'https:')
    return { wrong: 'It needs --url with an address that starts with https://: HubSpot calls no other.' };
  const { auth = 'oauth' } = values;
  if (auth !== 'oauth' && auth !== 'static') return { wrong: '--auth is oauth or static.' };
  const supportEmail = values['support-email'] ?? `support@${new URL(publicUrl).hostname}`;
  return { folder, publicUrl, auth, supportEmail, json: values.json === true };
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        auth: { type: 'string' },
        'support-email': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    return null;
  }
}
