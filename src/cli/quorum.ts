// `npm run quorum -- COMMAND …`: finds the command and hands its arguments over. A command's code is loaded only when it is called.
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';

interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

/** 0 done, 1 failed, 2 wrong usage. */
type Command = (args: string[], io: CommandIo) => Promise<0 | 1 | 2>;

interface CommandEntry {
  usage: string;
  does: string;
  load(): Promise<Command>;
}

const commands: Record<string, CommandEntry> = {
  value: {
    usage: 'value ORDERS.csv',
    does: 'lifetime value, class and stage of each account, from its orders',
    load: async () => (await import('./value-command.ts')).valueCommand,
  },
  titles: {
    usage: 'titles FILE.csv',
    does: 'seniority, department and likely role for job titles',
    load: async () => (await import('./titles-command.ts')).titlesCommand,
  },
  link: {
    usage: 'link LEFT.csv RIGHT.csv',
    does: 'links the rows of two lists that are the same person or company',
    load: async () => (await import('./link-command.ts')).linkCommand,
  },
  dedupe: {
    usage: 'dedupe FILE.csv',
    does: 'finds the rows of one list that are the same person or company',
    load: async () => (await import('./dedupe-command.ts')).dedupeCommand,
  },
  'read-card': {
    usage: 'read-card FILE…',
    does: 'contacts from vCards, QR codes, card pictures and text',
    load: async () => (await import('./read-card-command.ts')).readCardCommand,
  },
  import: {
    usage: 'import FOLDER',
    does: 'loads a HubSpot export (CSV) into a sandbox portal of its own',
    load: async () => (await import('./import-command.ts')).importCommand,
  },
  'sign-in': {
    usage: 'sign-in --portal ID',
    does: 'a link that lets an administrator in once',
    load: async () => (await import('./sign-in-command.ts')).signInCommand,
  },
  doctor: {
    usage: 'doctor',
    does: 'says what is missing or wrong, and the mend',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
};

// A reader that closes early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runQuorum(process.argv.slice(2), process);

/** Runs one command and gives back its exit code. */
async function runQuorum(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(helpText());
    return 0;
  }
  const entry = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    if (name !== undefined) io.stderr.write(`There is no command "${stripVTControlCharacters(name)}".\n\n`);
    io.stderr.write(helpText());
    return 2;
  }
  const command = await entry.load();
  return command(rest, io);
}

function helpText(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  const lines = Object.values(commands).map(({ usage, does }) => `  ${usage.padEnd(width)}   ${does}`);
  return [
    'Use: npm run quorum -- COMMAND [options]',
    '',
    ...lines,
    '',
    'COMMAND --help explains its options. Exit codes: 0 done, 1 failed, 2 wrong usage.',
    'Put -s after "npm run" to keep npm\'s own two lines out of the output.',
    '',
  ].join('\n');
}
