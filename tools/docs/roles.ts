import { occasions, roleMatrix, type RoleNeed } from '../../relay/src/domain/role-matrix.ts';

/** docs/roles.md: the role matrix, as the doctor and setup use it. */
export function printRoles(): string {
  return `# Roles

Which role does the account of the relay need, and who else needs one?

<!-- written by npm run docs from relay/src/domain/role-matrix.ts -->

The least set: in app mode \`x_alrt_relay.api_user\`; in table mode \`sn_incident_write\` for incidents.
\`setup\` grants no more than that, and the doctor has a check \`role:NAME\` for each line that counts for a connection.

| role | for what | app mode | table mode | only for | as good |
| --- | --- | --- | --- | --- | --- |
${roleMatrix.map(toLine).join('\n')}

## Why, and who asks for it

${roleMatrix.map(({ role, note }) => `- \`${role}\`: ${note}`).join('\n')}
`;
}

function toLine({ role, feature, app, table, onlyFor, alsoBy }: RoleNeed): string {
  const when = onlyFor === undefined ? '' : occasions[onlyFor];
  const others = alsoBy.map((name) => `\`${name}\``).join(', ');
  return `| \`${role}\` | ${feature} | ${app} | ${table} | ${when} | ${others} |`;
}
