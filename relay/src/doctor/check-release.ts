import { type Check, fail, type Finding, pass, skip } from './check.ts';
import type { Subject } from './subject.ts';

/** All that came before it; later ones are not listed, so that new names need no change here. */
const beforeLondon =
  /^(aspen|berlin|calgary|dublin|eureka|fuji|geneva|helsinki|istanbul|jakarta|kingston)$/i;

export function releaseChecks(subject: Subject): readonly Check[] {
  return [
    {
      id: 'release',
      title: 'The instance is of the family London or later',
      needed: true,
      after: ['token-scope'],
      look: () => releaseFinding(subject),
    },
  ];
}

async function releaseFinding({ admin, inspector, connection }: Subject): Promise<Finding> {
  const asked = await (admin ?? inspector).rows('sys_properties', {
    query: 'name=glide.buildname',
    fields: ['name', 'value'],
    limit: 2,
  });
  const found =
    asked.kind === 'rows' ? asked.rows.find(({ name }) => name === 'glide.buildname') : undefined;
  const family = found?.['value'] ?? '';
  if (family === '') {
    const byApp = connection.mode === 'app' ? '; the app needs a later one than London anyway' : '';
    return skip(`the release is not visible to the account${byApp}`);
  }
  if (!beforeLondon.test(family)) return pass(family);
  return fail({
    code: 'too-old',
    evidence: family,
    cause: 'Families before London lack what the relay uses.',
    cure: 'Upgrade the instance.',
  });
}
