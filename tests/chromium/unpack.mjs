// Unpacks the Chromium of @sparticuz/chromium: one program, the libraries it takes from elsewhere, a font.
// Run in a folder of its own, with the package in its node_modules.

import { inflate } from "@sparticuz/chromium";
import { mkdirSync, rmSync } from "node:fs";

// `inflate` writes where temporary files go, and takes what is there already for its own work.
process.env.TMPDIR = `${import.meta.dirname}/unpacked`;
rmSync(process.env.TMPDIR, { recursive: true, force: true });
mkdirSync(process.env.TMPDIR);

const packed = `${import.meta.dirname}/node_modules/@sparticuz/chromium/bin`;
for (const name of ["al2023.tar.br", "fonts.tar.br", "chromium.br"]) {
  await inflate(`${packed}/${name}`);
}
