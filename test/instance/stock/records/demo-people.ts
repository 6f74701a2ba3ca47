import type { StockRecord } from '../model.ts';
import { roles } from '../roles.ts';
import { stockId } from '../stock-id.ts';
import { adminId } from './core.ts';
import { keyedRecord, record, roleId } from './define-records.ts';
import { acmeNorthAmerica, sanDiego } from './demo-places.ts';

interface Person {
  id: string;
  userName: string;
  firstName: string;
  lastName: string;
  roles?: readonly string[];
  timeZone?: string;
  more?: Readonly<Record<string, string>>;
}

export const davidLoo = '5137153cc611227c000bbd1bd8cd2007';
export const bethAnglin = '46d44a23a9fe19810012d100cca80666';
export const joeEmployee = '681ccaf9c0a8016400b98a06818d57c7';
export const itilUser = '681b365ec0a80164000fb0b05854a0cd';
const fredLuddy = '5137153cc611227c000bbd1bd8cd2005';
export const donGoodliffe = '9ee1b13dc6112271007f9d0efdb69cd0';
export const abelTuter = '62826bf03710200044e0bfc8bcbe5df1';
export const budRichman = '46c6f9efa9fe198101ddf5eed9adf6e7';
export const jerrodBennett = '5b7c200d0a640069006b3845b5d0fa7c';
export const charlieWhitherspoon = '46b87022a9fe198101a78787e40d7547';
export const howardJohnson = '46ca0887a9fe19810191e08e51927ebf';
export const problemCoordinator = '73ab3f173b331300ad3cc9bb34efc4df';

const persons: readonly Person[] = [
  { id: davidLoo, userName: 'david.loo', firstName: 'David', lastName: 'Loo', roles: ['itil'] },
  {
    id: bethAnglin,
    userName: 'beth.anglin',
    firstName: 'Beth',
    lastName: 'Anglin',
    roles: ['itil'],
  },
  { id: itilUser, userName: 'itil', firstName: 'ITIL', lastName: 'User', roles: ['itil'] },
  { id: fredLuddy, userName: 'fred.luddy', firstName: 'Fred', lastName: 'Luddy', roles: ['admin'] },
  {
    id: donGoodliffe,
    userName: 'don.goodliffe',
    firstName: 'Don',
    lastName: 'Goodliffe',
    roles: ['itil', 'itil_admin'],
  },
  { id: joeEmployee, userName: 'employee', firstName: 'Joe', lastName: 'Employee' },
  { id: abelTuter, userName: 'abel.tuter', firstName: 'Abel', lastName: 'Tuter' },
  {
    id: budRichman,
    userName: 'bud.richman',
    firstName: 'Bud',
    lastName: 'Richman',
    roles: ['itil'],
  },
  // The ids are those of INC0000001 and INC0000002; that they belong to these two is assumed.
  {
    id: charlieWhitherspoon,
    userName: 'charlie.whitherspoon',
    firstName: 'Charlie',
    lastName: 'Whitherspoon',
    roles: ['itil'],
  },
  {
    id: howardJohnson,
    userName: 'howard.johnson',
    firstName: 'Howard',
    lastName: 'Johnson',
    roles: ['itil'],
  },
  { id: jerrodBennett, userName: 'jerrod.bennett', firstName: 'Jerrod', lastName: 'Bennett' },
  {
    id: '8a826bf03710200044e0bfc8bcbe5d72',
    userName: 'lynda.caraway',
    firstName: 'Lynda',
    lastName: 'Caraway',
  },
  {
    id: 'a8f98bb0eb32010045e1a5115206fe3a',
    userName: 'abraham.lincoln',
    firstName: 'Abraham',
    lastName: 'Lincoln',
    more: { vip: 'true' },
  },
  {
    id: '26fbff173b331300ad3cc9bb34efc4bd',
    userName: 'problem.admin',
    firstName: 'Problem',
    lastName: 'Administrator',
    roles: ['problem_admin'],
  },
  {
    id: stockId('sys_user', 'problem.manager'),
    userName: 'problem.manager',
    firstName: 'Problem',
    lastName: 'Manager',
    roles: ['problem_manager', 'itil'],
  },
  {
    id: problemCoordinator,
    userName: 'problem_coordinator_a',
    firstName: 'Problem',
    lastName: 'Coordinator A',
    roles: ['problem_coordinator', 'itil'],
  },
  {
    id: '7e3bbb173b331300ad3cc9bb34efc4a8',
    userName: 'problem_task_analyst_a',
    firstName: 'Problem',
    lastName: 'Task Analyst A',
    roles: ['problem_task_analyst'],
  },
];

/** Not of the stock demo data: people elsewhere, so that time zones show. */
const peopleElsewhere: readonly Person[] = [
  {
    id: 'c7e1a0d34f2b4c6d9a8e5f7061b2c3d4',
    userName: 'anna.keller',
    firstName: 'Anna',
    lastName: 'Keller',
    roles: ['itil'],
    timeZone: 'Europe/Berlin',
    more: { preferred_language: 'de', date_format: 'dd.MM.yyyy' },
  },
  {
    id: 'd8f2b1e45a3c4d7e8b9f60718293a4b5',
    userName: 'ravi.menon',
    firstName: 'Ravi',
    lastName: 'Menon',
    roles: ['incident_manager'],
    timeZone: 'Asia/Kolkata',
  },
  {
    id: 'e9a3c2f56b4d4e8f9ca071829304b5c6',
    userName: 'change.manager',
    firstName: 'Change',
    lastName: 'Manager',
    roles: ['change_manager'],
    timeZone: 'US/Pacific',
  },
];

function user({ id, userName, firstName, lastName, timeZone, more }: Person): StockRecord {
  return record('sys_user', id, {
    user_name: userName,
    first_name: firstName,
    last_name: lastName,
    name: `${firstName} ${lastName}`,
    email: `${userName}@example.com`,
    company: acmeNorthAmerica,
    location: sanDiego,
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    ...more,
  });
}

/** What a role brings with it, each with the role that contains it. */
function containedIn(name: string): { name: string; holder: string }[] {
  const contained = roles.find((role) => role.name === name)?.contains ?? [];
  return contained.flatMap((part) => [{ name: part, holder: name }, ...containedIn(part)]);
}

function grants({ id, userName, roles: granted = [] }: Person): StockRecord[] {
  const own = granted.map((name) => ({ name, holder: undefined }));
  const inherited = granted.flatMap(containedIn);
  const byName = new Map([...inherited, ...own].map((grant) => [grant.name, grant]));
  return [...byName.values()].map(({ name, holder }) =>
    keyedRecord('sys_user_has_role', `${userName} ${name}`, {
      user: id,
      role: roleId(roles, name),
      inherited: String(holder !== undefined),
      state: 'active',
      ...(holder === undefined ? {} : { included_in_role: roleId(roles, holder) }),
    }),
  );
}

export const groups = {
  serviceDesk: 'd625dccec0a8016700a222a0f7900d06',
  network: '287ebd7da9fe198100f92cc8d1d2154e',
  database: '287ee6fea9fe198100ada7950d0b1b73',
  hardware: '8a5055c9c61122780043563ef53438e3',
  software: '8a4dde73c6112278017a6a4baf547aa7',
  changeManagement: 'a715cd759f2002002920bde8132e7018',
  applicationDevelopment: '0a52d3dcd7011200f2d224837e6103f2',
  capacity: '5f74a2c8d7011200f2d224837e610e5a',
} as const;

function group(
  id: string,
  name: string,
  description: string,
  manager: string,
  members: readonly string[],
): StockRecord[] {
  return [
    record('sys_user_group', id, { name, description, manager, active: 'true' }),
    ...members.map((member) =>
      keyedRecord('sys_user_grmember', `${id} ${member}`, { group: id, user: member }),
    ),
  ];
}

const teams: readonly StockRecord[] = [
  group(groups.serviceDesk, 'Service Desk', 'First line of support', donGoodliffe, [
    davidLoo,
    bethAnglin,
    itilUser,
    'c7e1a0d34f2b4c6d9a8e5f7061b2c3d4',
  ]),
  group(groups.network, 'Network', 'Network operations', budRichman, [
    davidLoo,
    budRichman,
    'd8f2b1e45a3c4d7e8b9f60718293a4b5',
  ]),
  group(groups.database, 'Database', 'Database administration', donGoodliffe, [
    bethAnglin,
    itilUser,
  ]),
  group(groups.hardware, 'Hardware', 'Hardware support', donGoodliffe, [itilUser, donGoodliffe]),
  group(groups.software, 'Software', 'Application support', bethAnglin, [bethAnglin, fredLuddy]),
  group(groups.changeManagement, 'Change Management', 'Reviews changes', adminId, [
    'e9a3c2f56b4d4e8f9ca071829304b5c6',
  ]),
  group(groups.applicationDevelopment, 'Application Development', 'Developers', fredLuddy, [
    fredLuddy,
  ]),
  group(groups.capacity, 'Capacity Mgmt', 'Plans capacity', donGoodliffe, []),
].flat();

const everybody = [...persons, ...peopleElsewhere];

export const demoPeople: readonly StockRecord[] = [
  ...everybody.map(user),
  ...everybody.flatMap(grants),
  ...teams,
];
