import { refusals } from '../../relay/src/doctor/refusals.ts';

const begin = '<!-- refusals: written by npm run docs from relay/src/doctor/refusals.ts -->';
const end = '<!-- end of refusals -->';

/** docs/setup.md with its table of refused sign-ins renewed; the rest of it is written by people. */
export function renewRefusals(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) {
    throw new TypeError(`docs/setup.md needs the lines "${begin}" and "${end}".`);
  }
  return `${page.slice(0, from)}${begin}\n\n${printTable()}\n${page.slice(to)}`;
}

function printTable(): string {
  const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  const rows = refusals.map(
    ({ fault, alone, assisted, by }) =>
      `| ${fault} | ${codes(alone)} | ${codes(assisted)} | ${by} |\n`,
  );
  return `| fault | by the account alone | with an administrator's eyes | told by |\n| - | - | - | - |\n${rows.join('')}`;
}
