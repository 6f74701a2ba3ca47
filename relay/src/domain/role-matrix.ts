import type { Connection, Route } from './configuration.ts';

/**
 * Which role of ServiceNow is for what: the one source of the doctor's checks, of what `setup` grants and
 * of docs/roles.md.
 */
export interface RoleNeed {
  readonly role: string;
  /** What it makes possible, for people. */
  readonly feature: string;
  readonly app: Need;
  readonly table: Need;
  /** Roles that are as good: they contain it, or open the same. */
  readonly alsoBy: readonly string[];
  /** When it counts at all; absent is always. */
  readonly onlyFor?: Occasion;
  /** Documents that ask for it, and why we do or do not. */
  readonly note: string;
}

/** `needed`: alerts do not flow without it; `advised`: something is poorer; `no`: not for the relay's account. */
export type Need = 'needed' | 'advised' | 'no';

/** What a configuration has to do for a role to count. */
export const occasions = {
  incidents: 'routes that write `incident`',
  otherTasks: 'routes that write another table than `incident`',
  items: 'routes that name a configuration item or a service',
  people: 'routes that name a group, a caller or an assignee',
  basic: 'Basic authentication where the instance restricts it',
  endpointRules: 'instances that activate the REST endpoint rules of the platform',
} as const;
type Occasion = keyof typeof occasions;

export const roleMatrix: readonly RoleNeed[] = [
  {
    role: 'x_alrt_relay.api_user',
    feature: "the app's REST API: commands, changes, look-ups, preflight",
    app: 'needed',
    table: 'no',
    alsoBy: ['admin'],
    note: 'Shipped by the app. In app mode nothing else is needed.',
  },
  {
    role: 'sn_incident_write',
    feature: 'creating, reading and updating incidents, urgency and severity included',
    app: 'no',
    table: 'needed',
    alsoBy: [
      'itil',
      'itil_admin',
      'incident_manager',
      'sn_incident_admin',
      'major_incident_manager',
      'sn_service_desk_agent',
      'admin',
    ],
    onlyFor: 'incidents',
    note: 'The least role for it. Other products ask for `itil`, Netwrix 1Secure since users without it cannot set urgency and severity.',
  },
  {
    role: 'itil',
    feature: 'creating and updating other tasks: follow-ups, problems, changes',
    app: 'no',
    table: 'needed',
    alsoBy: ['itil_admin', 'incident_manager', 'major_incident_manager', 'admin'],
    onlyFor: 'otherTasks',
    note: 'Grafana OnCall, Harness and Netwrix 1Secure ask for it in every case.',
  },
  {
    role: 'personalize_choices',
    feature: 'reading stored values of choices, to check state maps and close codes',
    app: 'no',
    table: 'advised',
    alsoBy: ['personalize', 'admin'],
    note: 'Grafana OnCall and Harness ask for it. Without it others see labels only; the app reads choices itself.',
  },
  {
    role: 'personalize_dictionary',
    feature: 'reading which columns are mandatory',
    app: 'no',
    table: 'advised',
    alsoBy: ['personalize', 'admin'],
    note: 'Harness asks for it. It may also change the dictionary, so grant it for the check and take it away, or leave the check out.',
  },
  {
    role: 'cmdb_read',
    feature: 'looking up configuration items and services by name',
    app: 'no',
    table: 'needed',
    alsoBy: [
      'sn_incident_write',
      'sn_incident_read',
      'sn_cmdb_user',
      'sn_cmdb_editor',
      'sn_cmdb_admin',
      'itil',
      'itil_admin',
      'incident_manager',
      'sn_request_write',
      'asset',
      'admin',
    ],
    onlyFor: 'items',
    note: 'incident.io asks for it. `sn_incident_write` and `itil` contain it.',
  },
  {
    role: 'sn_cmdb_user',
    feature: 'looking up groups and users by name where the instance restricts them',
    app: 'no',
    table: 'no',
    alsoBy: ['sn_cmdb_editor', 'sn_cmdb_admin', 'admin'],
    onlyFor: 'people',
    note: 'incident.io asks for it. Stock instances show groups and users to everybody, so grant it only where the check `references` fails (**unverified on a real instance**).',
  },
  {
    role: 'snc_basic_auth_api_access',
    feature: 'signing in with a password where that is restricted',
    app: 'advised',
    table: 'advised',
    alsoBy: [],
    onlyFor: 'basic',
    note: 'The explicit role counts, `admin` does not stand in for it. An account with _web service access only_ needs none; OAuth client credentials avoid it.',
  },
  {
    role: 'snc_platform_rest_api_access',
    feature: "the platform's own REST APIs",
    app: 'no',
    table: 'advised',
    alsoBy: ['admin'],
    onlyFor: 'endpointRules',
    note: 'Usercube asks for it. The rules that demand it ship inactive; where they are active the check `table-api` fails and names it.',
  },
  {
    role: 'incident_manager',
    feature: 'nothing that the least roles do not allow',
    app: 'no',
    table: 'no',
    alsoBy: [],
    note: 'incident.io asks for it. It contains `itil`; accepted, not needed.',
  },
  {
    role: 'user',
    feature: 'nothing: it has no function of its own',
    app: 'no',
    table: 'no',
    alsoBy: [],
    note: 'Harness names it as the basic role.',
  },
  {
    role: 'user_admin',
    feature: 'making the service account and granting its roles, in `setup`',
    app: 'no',
    table: 'no',
    alsoBy: ['admin'],
    note: 'For the administrator who runs `setup`, never for the account. Harness asks for it to read all users; the relay reads one name at a time.',
  },
  {
    role: 'oauth_admin',
    feature: 'making the application registry entry, in `setup`',
    app: 'no',
    table: 'no',
    alsoBy: ['mi_admin', 'admin'],
    note: 'For the administrator who runs `setup`, and only with OAuth. Harness asks the account for it; the relay does not.',
  },
  {
    role: 'mi_admin',
    feature: 'the same in the New Inbound Integration Experience',
    app: 'no',
    table: 'no',
    alsoBy: ['admin'],
    note: 'For the administrator who does it by hand.',
  },
  {
    role: 'security_admin',
    feature: 'importing update sets with access rules',
    app: 'no',
    table: 'no',
    alsoBy: [],
    note: 'Elevated in a browser only: REST cannot. For the administrator who installs the app from an update set.',
  },
  {
    role: 'x_alrt_relay.viewer',
    feature: 'seeing connections, outbox and status in ServiceNow',
    app: 'no',
    table: 'no',
    alsoBy: ['x_alrt_relay.admin', 'admin'],
    note: 'For people, shipped by the app.',
  },
  {
    role: 'x_alrt_relay.admin',
    feature: 'managing the app: forward rules, properties, sending again',
    app: 'no',
    table: 'no',
    alsoBy: ['admin'],
    note: 'For people, shipped by the app.',
  },
  {
    role: 'admin',
    feature: 'everything',
    app: 'no',
    table: 'no',
    alsoBy: [],
    note: 'Never needed, accepted with a warning (check `excess-rights`). incident.io asks for it where its app is not installed.',
  },
];

/** Roles that let an integration do far more than deliver alerts. */
export const excessRoles: readonly string[] = [
  'admin',
  'security_admin',
  'user_admin',
  'oauth_admin',
  'impersonator',
];

/** What the account of a connection should hold, for what its routes do. */
export function toRoleNeeds(
  connection: Pick<Connection, 'mode'>,
  routes: readonly Route[],
): readonly (RoleNeed & { readonly need: 'needed' | 'advised' })[] {
  return roleMatrix.flatMap((row) => {
    const need = row[connection.mode];
    return need === 'no' || !occurs(row.onlyFor, routes) ? [] : [{ ...row, need }];
  });
}

/** The roles to grant: the needed ones that no other of them brings along. */
export function toLeastRoles(...given: Parameters<typeof toRoleNeeds>): readonly string[] {
  const needed = toRoleNeeds(...given).filter(({ need }) => need === 'needed');
  const names = needed.map(({ role }) => role);
  return needed
    .filter(({ alsoBy }) => !alsoBy.some((other) => names.includes(other)))
    .map(({ role }) => role);
}

function occurs(occasion: Occasion | undefined, routes: readonly Route[]): boolean {
  const names = (...tables: readonly string[]): boolean =>
    routes.some(({ references }) => references.some(({ table }) => tables.includes(table)));
  switch (occasion) {
    case undefined:
      return true;
    case 'incidents':
      return routes.length === 0 || routes.some(({ table }) => table === 'incident');
    case 'otherTasks':
      return routes.some(({ table }) => table !== 'incident');
    case 'items':
      return names('cmdb_ci', 'cmdb_ci_service');
    case 'people':
      return names('sys_user', 'sys_user_group');
    // Not visible to the account before it is refused: the checks `sign-in` and `table-api` name it then.
    case 'basic':
    case 'endpointRules':
      return false;
  }
}
