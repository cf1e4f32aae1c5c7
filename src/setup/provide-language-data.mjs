// For tests: Tesseract's language data, by which pictures of cards are read. Debian's installed packages come first; else they are
// unpacked, without root and without installing them, into .quorum/tessdata.
import fs from 'node:fs';
import path from 'node:path';
import { announce } from './progress.mjs';
import { unpackDebianPackages } from './unpack-debian-packages.mjs';

const languages = ['eng', 'vie', 'deu'];
const installedFolders = ['5', '4.00'].map((version) => `/usr/share/tesseract-ocr/${version}/tessdata`);
const mend =
  'Install tesseract-ocr-eng, tesseract-ocr-vie and tesseract-ocr-deu, or set OCR_DATA_DIR, then run this again.';

/** @param {string} root the project folder */
export async function provideLanguageData(root) {
  const target = path.join(root, '.quorum', 'tessdata');
  const known = [process.env.OCR_DATA_DIR, target, ...installedFolders].filter((folder) => folder !== undefined);
  if (known.some((folder) => languages.every((language) => fs.existsSync(dataFile(folder, language))))) return;
  await announce('Unpacking the language data for reading cards (6 MB, once)', async () => {
    const folder = path.join(root, '.quorum', 'tessdata-packages');
    const packages = languages.map((language) => `tesseract-ocr-${language}`);
    await unpackDebianPackages({ folder, packages, need: 'The tests need language data to read pictures', mend });
    fs.mkdirSync(target, { recursive: true });
    for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.traineddata'))
        fs.copyFileSync(path.join(folder, file), path.join(target, path.basename(file)));
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });
}

function dataFile(folder, language) {
  return path.join(folder, `${language}.traineddata`);
}
