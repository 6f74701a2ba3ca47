import { agentRoutes } from './agent-wire.ts';
import type { DescribedRoute, Route } from './define-route.ts';
import { listAudit } from './routes/audit.ts';
import { objectRoutes, orderRoutes } from './routes/configuration.ts';
import {
  discardDeadLetters,
  listDeadLetters,
  listWaitingJobs,
  replayDeadLetters,
} from './routes/dead-letters.ts';
import { changeCredentials, getCredentials, retireCredentials } from './routes/credentials.ts';
import { listDeliveries } from './routes/deliveries.ts';
import { examineConnection } from './routes/doctor.ts';
import { getEvent, listEvents, sendEvent } from './routes/events.ts';
import { actOnLink, listLinks } from './routes/links.ts';
import {
  exportConfiguration,
  getConfigurationVersion,
  importConfiguration,
  listConfigurationVersions,
  rollBackConfiguration,
} from './routes/transfer.ts';
import {
  getReadiness,
  listMappingReports,
  makeMappingReport,
  tryReadiness,
} from './routes/readiness.ts';
import { setUpConnection } from './routes/setup.ts';
import { beginConnectionSignIn, getConnectionSignIn } from './routes/sign-ins.ts';
import { getStatus, listStatuses } from './routes/status.ts';
import {
  addWorkspace,
  getWorkspace,
  listAllWorkspaces,
  patchWorkspace,
  putWorkspace,
  removeWorkspace,
} from './routes/workspaces.ts';
import { tryReading } from './routes/readings.ts';
import { listWebhookRuns } from './routes/webhook-runs.ts';
import {
  createAnyToken,
  createToken,
  listAllTokens,
  listTokens,
  revokeAnyToken,
  revokeToken,
} from './routes/tokens.ts';
import { listRepairs, resyncConnection, resyncLink } from './routes/repairs.ts';
import { getWhy } from './routes/why.ts';

/** The API, in the order in which its documentation shows it. */
export const routes: readonly Route[] = [
  sendEvent,
  listEvents,
  getEvent,
  getWhy,
  listDeliveries,
  tryReading,
  listWebhookRuns,
  listLinks,
  actOnLink,
  resyncLink,
  resyncConnection,
  listRepairs,
  listWaitingJobs,
  listDeadLetters,
  replayDeadLetters,
  discardDeadLetters,
  getReadiness,
  tryReadiness,
  listMappingReports,
  makeMappingReport,
  listStatuses,
  getStatus,
  getCredentials,
  changeCredentials,
  retireCredentials,
  setUpConnection,
  beginConnectionSignIn,
  getConnectionSignIn,
  examineConnection,
  listAllWorkspaces,
  addWorkspace,
  getWorkspace,
  putWorkspace,
  patchWorkspace,
  removeWorkspace,
  ...objectRoutes,
  orderRoutes,
  exportConfiguration,
  importConfiguration,
  listConfigurationVersions,
  getConfigurationVersion,
  rollBackConfiguration,
  listTokens,
  createToken,
  revokeToken,
  listAllTokens,
  createAnyToken,
  revokeAnyToken,
  listAudit,
];

/** With those that routers of their own open. */
export const documentedRoutes: readonly DescribedRoute[] = [
  ...routes,
  ...Object.values(agentRoutes),
];
