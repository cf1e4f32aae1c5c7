// Step 5, for tests: a Chromium, unpacked from its npm package into .quorum/browser with the system libraries and the font that it needs,
// so that a machine without a desktop runs it. The package itself would unpack into the machine's /tmp, for its first user alone.
import fs from 'node:fs';
import path from 'node:path';
import { announce, explainOutput, SetUpError } from './progress.mjs';
import { projectEnvironment, runProgram } from './run-program.mjs';

/** The package unpacks its libraries only where it believes to run on this platform, whose Node it does not check. */
const unpackLibraries = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
const unpackScript = `
  import chromium from '@sparticuz/chromium';
  await chromium.executablePath();
`;

/** @param {string} root the project folder */
export async function provideBrowser(root) {
  const folder = path.join(root, '.quorum', 'browser');
  const stampFile = path.join(folder, 'version');
  const packageFile = path.join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = JSON.parse(fs.readFileSync(packageFile, 'utf8'));
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === version) return;
  await announce('Unpacking Chromium for the tests (210 MB on disk, once)', () => unpackBrowser(root, folder));
  fs.writeFileSync(stampFile, version);
}

async function unpackBrowser(root, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const env = { ...projectEnvironment(root), ...unpackLibraries, TMPDIR: folder };
  const { code, output } = await runProgram('node', ['--input-type=module', '--eval', unpackScript], {
    cwd: root,
    env,
  });
  if (code !== 0) throw explainOutput({ program: 'Unpacking Chromium', output, root });
  fs.writeFileSync(path.join(folder, 'fonts', 'fonts.conf'), fontSettings(folder));
  const program = writeLauncher(folder);
  const started = await runProgram(program, ['--version'], { cwd: root });
  if (started.code !== 0) {
    throw new SetUpError(
      `The packaged Chromium does not run here (${started.output.trim().split('\n').pop()}). Run the tests on Debian 12 or newer.`,
    );
  }
}

/** A script beside the program that shows it its libraries and fonts. */
function writeLauncher(folder) {
  const launcher = path.join(folder, 'run-chromium');
  const script = `#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
export FONTCONFIG_PATH="$here/fonts" HOME="$here/home"
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$here/chromium" "$@"
`;
  fs.writeFileSync(launcher, script, { mode: 0o755 });
  fs.mkdirSync(path.join(folder, 'home'), { recursive: true });
  return launcher;
}

function fontSettings(folder) {
  const escaped = folder.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escaped}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${escaped}/fonts-cache</cachedir>
</fontconfig>
`;
}
