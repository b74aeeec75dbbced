/** Fails when a colour is written outside tokens.css (and the accent tuple Mantine wants in theme.ts): LOOK.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const allowed = new Set(['src/ui/tokens.css', 'src/ui/theme.ts', 'src/api/schema.d.ts']);
const colour = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\brgba?\(\s*\d/gi;

const found = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(css|tsx?)$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .filter((path) => !allowed.has(path) && !/\.test\.tsx?$/.test(path))
  .flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.match(colour) ?? []).map((text) => `${path}:${index + 1} ${text}`)),
  );

if (found.length > 0) {
  console.error(`Colours belong in src/ui/tokens.css; use var(--...) instead:\n${found.join('\n')}`);
  process.exit(1);
}
