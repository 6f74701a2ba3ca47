import type { Hosting } from './sign-in-ways.ts';
import type { Secret } from '../lib/secret.ts';
import type { Transport } from '../lib/transport.ts';
import type { AlertStatus, Severity } from './alert-event.ts';
import type { BackSync } from './back-sync.ts';
import type { Condition } from './condition.ts';
import type { ConfigurationKind } from './configuration-object.ts';
import type { Owner } from './field-ownership.ts';
import type { Template } from './template.ts';
import type { TimeWindow } from './time-window.ts';
import type { Webhook } from './webhook.ts';

/** A client that is registered with the instance, and where it asks for tokens. */
interface OAuthClient {
  readonly clientId: string;
  readonly tokenUrl: string | undefined;
}

/** How to sign in to an instance. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | (OAuthClient & {
      readonly kind: 'client-credentials';
      readonly clientSecret: Secret;
      readonly scope: string | undefined;
    })
  | (OAuthClient & {
      readonly kind: 'password';
      readonly clientSecret: Secret;
      readonly user: string;
      readonly password: Secret;
      readonly scope: string | undefined;
    })
  | (OAuthClient & {
      readonly kind: 'authorization-code';
      /** `undefined`: a public client, which proves itself by PKCE alone. */
      readonly clientSecret: Secret | undefined;
      readonly authorizationUrl: string | undefined;
      /** What the server calls itself in `iss`; `undefined`: the address of the instance. */
      readonly issuer: string | undefined;
      readonly scope: string | undefined;
    })
  | (OAuthClient & {
      readonly kind: 'jwt-bearer';
      readonly clientSecret: Secret;
      /** Whom the relay speaks for: value of the user field that the client is set to. */
      readonly subject: string;
      /** Private key in PEM, or the shared secret of an HS algorithm. */
      readonly key: Secret;
      readonly keyId: string | undefined;
      readonly algorithm: JwtAlgorithm;
    })
  | { readonly kind: 'api-key'; readonly apiKey: Secret; readonly header: string }
  /** The client certificate of the transport, which the instance maps to a user. */
  | { readonly kind: 'certificate' }
  /** An agent calls the instance, and only it knows how to sign in. */
  | { readonly kind: 'agent' };

export const jwtAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'HS256',
  'HS384',
  'HS512',
] as const;
export type JwtAlgorithm = (typeof jwtAlgorithms)[number];

/** See docs/table-mode.md. */
export interface TableModeSettings {
  /**
   * How long the instance lets a request run. What was sent and not answered may still be applied
   * within this time and a quarter of it for the way; so long the relay waits, for an answer and
   * before it believes that nothing came of a write.
   */
  readonly quotaMs: number;
  readonly pollEveryMs: number;
}

/** One ServiceNow instance with credentials. Names are unique in their workspace. */
export interface Connection {
  readonly workspace: string;
  readonly name: string;
  /** Root address without a trailing slash, `https://example.service-now.com`. */
  readonly url: string;
  readonly credentials: Credentials;
  /** A second set that is live too: it takes over when the instance refuses the first. */
  readonly standby: Credentials | undefined;
  /** The day (`2026-12-31`) from which somebody ends the credentials, where that is known. */
  readonly credentialsExpireOn: string | undefined;
  readonly transport: Transport | undefined;
  /** `app`: through our app; `table`: through the plain Table API, where no app may be installed. */
  readonly mode: 'app' | 'table';
  /** Used in table mode only. */
  readonly tableMode: TableModeSettings;
  /** Pause between two sweeps that compare both sides; `undefined` compares on request only. */
  readonly reconcileEveryMs: number | undefined;
  /**
   * `push`: the app, or in table mode the pasted rule, posts changes to us; `pull`: we fetch them. In
   * table mode `push` also polls, since a rule cannot try again.
   */
  readonly changes: 'push' | 'pull' | 'off';
  /** Standard Webhooks secret (`whsec_…`) with which the app signs what it pushes. */
  readonly secret: Secret | undefined;
  /** Most calls at once, and most commands in one of them (app mode only). */
  readonly calls: { readonly atOnce: number; readonly perCall: number };
  readonly description: string;
  readonly tags: readonly string[];
  /** Records in one answer of a read. */
  readonly pageSize: number;
  /** Table → encoded query that records must fit to be read. */
  readonly filters: Readonly<Record<string, string>>;
  /** Columns that are never read, stored, logged or shown. */
  readonly excludedFields: readonly string[];
  readonly hosting: Hosting;
  /** IANA zone in which people of the instance read times. */
  readonly timeZone: string;
  readonly enabled: boolean;
}

/** A tool that sends to us. `settings` belong to its connector and were validated by its schema. */
export interface Source {
  readonly workspace: string;
  readonly name: string;
  readonly connector: string;
  readonly settings: unknown;
  /** Its own switch, whatever the route says: false sends its alerts and tells it nothing. */
  readonly backSync?: boolean | undefined;
  /** Goes before the destination of the route. */
  readonly destination?: string | undefined;
  /** Webhooks that name no sources are told of its alerts, unless this is false. */
  readonly defaultWebhooks?: boolean | undefined;
  readonly enabled: boolean;
}

/** Whom back-sync tells. `settings` belong to its kind and were validated by its schema. */
export interface Destination {
  readonly workspace: string;
  readonly name: string;
  readonly kind: string;
  readonly settings: unknown;
}

export interface ImpactUrgency {
  readonly impact: string;
  readonly urgency: string;
  /** Incident's own severity column, 1 to 3. */
  readonly severity: string;
  /** Goes before the group of the route. */
  readonly assignmentGroup: Template | undefined;
}

/** The stored value of `state` to write for each status; `undefined` is 'not selected': leave it alone. */
export type OutwardStateMap = Readonly<Record<AlertStatus, string | undefined>>;

/** What a record can be to a tool. */
export const toolStates = ['firing', 'acknowledged', 'silenced', 'resolved'] as const;
export type ToolState = (typeof toolStates)[number];

/** What a stored value of `state` means to the tool; a value that is missing is 'not selected'. */
export type InwardStateMap = Readonly<Record<string, InwardMeaning>>;
export const inwardMeanings = [...toolStates, 'canceled'] as const;
export type InwardMeaning = (typeof inwardMeanings)[number];

/** A column that refers to another record, by a name that has to be looked up. */
export interface RouteReference {
  readonly column: string;
  readonly table: 'sys_user_group' | 'sys_user' | 'cmdb_ci' | 'cmdb_ci_service' | 'task';
  /** Column that holds the name; `undefined` is the usual one of the table, for a user the email if it looks like one. `alert`: the record that this alert of the same source has. */
  readonly by:
    | 'alert'
    | 'number'
    | 'name'
    | 'fqdn'
    | 'correlation_id'
    | 'email'
    | 'user_name'
    | undefined;
  readonly value: Template;
  /** Tried when none or several have the name. */
  readonly fallback: string | undefined;
  /** What happens then. */
  readonly otherwise: 'fail' | 'leave-empty';
}

/** Which events go to which connection as what: the delivery settings. */
export interface Route {
  readonly workspace: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Names of the sources whose events it takes. */
  readonly sources: readonly string[];
  /** Which of their events it takes; `undefined` is all. */
  readonly when: Condition | undefined;
  /** Takes private events too. */
  readonly includePrivate: boolean;
  /** Its name is part of the key, so that its records are apart from those of other routes. */
  readonly ownRecords: boolean;
  readonly connection: string;
  readonly table: string;
  /** What becomes one record: a group, an alert, or all for which a template comes out alike. */
  readonly groupBy: 'group' | 'alert' | Template;
  /** Group, caller, assignee, CI and service: names that are looked up. */
  readonly references: readonly RouteReference[];
  /** Column → what is written into it. */
  readonly fields: Readonly<Record<string, Template>>;
  /** Column → what is written when nothing else is said of it, such as for mandatory ones. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Column → who has the say once the record is there. */
  readonly owners: Readonly<Record<string, Owner>>;
  readonly severityMap: Readonly<Record<Severity, ImpactUrgency>>;
  /** Appended to the description. */
  readonly additionalInformation: Template | undefined;
  /** The text for journals; `undefined` lists the alerts. */
  readonly note: Template | undefined;
  /** Alert detail goes into work notes. */
  readonly workNotes: boolean;
  /** Alert detail goes into comments, which customers can read. */
  readonly comments: boolean;
  readonly closeCode: Template;
  readonly closeNotes: Template;
  /** Stored values of `state` in which a record takes no further updates. */
  readonly closingStates: readonly string[];
  readonly outwardStates: OutwardStateMap;
  readonly inwardStates: InwardStateMap;
  /** What a firing with the same start does after a person resolved the record. */
  readonly afterManualResolve: 'note' | 'reopen';
  /** A new life of the alert within this time after its record was resolved reopens it; `undefined`: a new record. */
  readonly reopenWithinMs: number | undefined;
  /** Alerts of which nothing is heard for so long are taken for over; `undefined`: never. */
  readonly resolveWhenSilentForMs: number | undefined;
  /** Where back-sync goes; `undefined` switches it off. */
  readonly destination: string | undefined;
  /** What goes there. */
  readonly backSync: BackSync;
}

/** A time in which alerts open nothing. */
export interface MaintenanceWindow {
  readonly name: string;
  /** Once (half-open, ms since the epoch), or week by week. */
  readonly during: { readonly from: number; readonly to: number } | TimeWindow;
  /** Whose alerts; `undefined` is all. */
  readonly when: Condition | undefined;
  /** Names of routes; `undefined` is all. */
  readonly routes: readonly string[] | undefined;
  /** `skip`: kept and not delivered; `deliver-after`: delivered when the window ends. */
  readonly policy: 'skip' | 'deliver-after';
}

/** How a workspace finds the routes of an event. */
export interface Routing {
  readonly workspace: string;
  readonly match: 'first' | 'all';
  /** Name of the route of events that no route takes; `undefined` lets them be. */
  readonly fallbackRoute: string | undefined;
  readonly maintenance: readonly MaintenanceWindow[];
}

/** An object of the store that its check does not let pass any more, or that hangs on such a one. */
export interface UnusedObject {
  readonly workspace: string;
  readonly kind: ConfigurationKind;
  readonly name: string;
  /** `credentials.tokenUrl: expected https://…`; never a value. */
  readonly because: string;
}

/**
 * Everything an operator configured, already checked against itself: every name used exists. Of what is
 * unused, connections and sources stand in their lists switched off, with nothing in them but the name.
 */
export interface Configuration {
  readonly workspaces: readonly string[];
  readonly connections: readonly Connection[];
  readonly sources: readonly Source[];
  /** In the order in which they are tried. */
  readonly routes: readonly Route[];
  /** One for each workspace. */
  readonly routing: readonly Routing[];
  readonly destinations: readonly Destination[];
  readonly webhooks: readonly Webhook[];
  readonly unused: readonly UnusedObject[];
}
