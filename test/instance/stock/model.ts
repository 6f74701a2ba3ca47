/**
 * The shapes of the stock data: what a freshly installed instance holds before anybody touches it.
 * Plain data only. The engine turns it into dictionary rows, choices, ACLs and records when it starts.
 */

/** Internal type names as `sys_dictionary.internal_type` holds them. */
export type ColumnType =
  | 'GUID'
  | 'boolean'
  | 'choice'
  | 'collection'
  | 'composite_name'
  | 'conditions'
  | 'currency'
  | 'decimal'
  | 'document_id'
  | 'domain_id'
  | 'domain_path'
  | 'due_date'
  | 'email'
  | 'field_name'
  | 'float'
  | 'glide_date'
  | 'glide_date_time'
  | 'glide_duration'
  | 'glide_list'
  | 'glide_time'
  | 'html'
  | 'image'
  | 'integer'
  | 'ip_addr'
  | 'journal'
  | 'journal_input'
  | 'journal_list'
  | 'json'
  | 'longint'
  | 'password'
  | 'password2'
  | 'percent_complete'
  | 'ph_number'
  | 'price'
  | 'reference'
  | 'schedule_date_time'
  | 'script'
  | 'script_plain'
  | 'slushbucket'
  | 'string'
  | 'string_full_utf8'
  | 'sys_class_name'
  | 'sys_class_path'
  | 'table_name'
  | 'template_value'
  | 'translated_html'
  | 'translated_field'
  | 'translated_text'
  | 'url'
  | 'user_image'
  | 'user_input'
  | 'user_roles'
  | 'variables'
  | 'version'
  | 'workflow'
  | 'xml';

export interface StockChoice {
  value: string;
  label: string;
  sequence?: number;
  /** Kept so that old records still show a label; not offered and not accepted on write. */
  inactive?: boolean;
  /** Offered only while the column named by `dependentOn` holds this value. */
  dependentValue?: string;
}

export interface StockColumn {
  name: string;
  label: string;
  type: ColumnType;
  /** Table that a `reference`, `glide_list` or `document_id` points to. */
  reference?: string;
  maxLength?: number;
  mandatory?: boolean;
  /** Stored value; a text that begins with `javascript:` is evaluated when the record is created. */
  defaultValue?: string;
  readOnly?: boolean;
  unique?: boolean;
  choices?: readonly StockChoice[];
  dependentOn?: string;
}

/** What a child table changes of a column it inherits (dictionary override and own choice list). */
export interface StockOverride {
  column: string;
  label?: string;
  defaultValue?: string;
  mandatory?: boolean;
  readOnly?: boolean;
  reference?: string;
  choices?: readonly StockChoice[];
  dependentOn?: string;
}

/** What scripts of other scopes may do, and whether web services reach the table at all. */
export interface StockTableAccess {
  read: boolean;
  create: boolean;
  update: boolean;
  delete: boolean;
  webServiceAccess: boolean;
}

export interface StockTable {
  name: string;
  label: string;
  extends?: string;
  /** Set together: the first record made by a user gets prefix + `nextNumber` in seven digits. */
  numberPrefix?: string;
  nextNumber?: number;
  /** Column whose value stands for the record; inherited when absent. */
  display?: string;
  /** Own columns; a table without a parent also lists the system columns. */
  columns: readonly StockColumn[];
  overrides?: readonly StockOverride[];
  access: StockTableAccess;
}

export interface StockRole {
  name: string;
  contains?: readonly string[];
  description: string;
  sys_id: string;
  /** Only usable after raising one's rights in the browser; never effective over REST. */
  elevated?: boolean;
}

export type AclOperation =
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'execute'
  | 'query_match'
  | 'query_range';

export interface StockAcl {
  sys_id: string;
  /** `incident` (table), `incident.urgency` (field), `task.*` (all fields), `*` (all tables). */
  name: string;
  type: 'record' | 'REST_Endpoint';
  operation: AclOperation;
  /** Any one of them suffices; empty means that the condition or script decides alone. */
  roles: readonly string[];
  decisionType?: 'allow' | 'deny';
  adminOverrides?: boolean;
  /** With this attribute and no roles a rule holds for everybody who is logged in. */
  securityAttribute?: 'UserIsAuthenticated';
  /** Encoded query on the record. */
  condition?: string;
  /** Sets `answer`; sees `current` and `gs`. Roles, condition and script must all hold. */
  script?: string;
  active?: boolean;
  /** Where the rule is known from; begins with `assumed:` where nobody documents it. */
  source: string;
}

export interface StockRecord {
  table: string;
  sys_id: string;
  /**
   * Stored values by column; references hold sys_ids, dates are UTC.
   * Plain defaults are filled in; no rule runs and no number is drawn.
   */
  values: Readonly<Record<string, string>>;
  /** The bytes of an attachment, as text. */
  content?: string;
}

export interface StockDataPolicy {
  sys_id: string;
  name: string;
  table: string;
  /** Encoded query that the record must match for the policy to apply. */
  condition: string;
  mandatory: readonly string[];
}

/**
 * Which states a record may move between. A move that no model lists is answered as `refusal` says;
 * tables without a model move freely (incident: measured).
 */
export interface StockStateModel {
  table: string;
  /** Encoded query on the record; the first model that matches applies. */
  condition?: string;
  /** An insert starts here whatever the caller sends. */
  initial: string;
  /** States that an insert may begin in as well. */
  otherInitial?: readonly string[];
  /** Where a new record goes at once when it already names who works on it. */
  initialWhenAssigned?: string;
  transitions: readonly StockTransition[];
  /** `error`: 403, aborted by the rule named in `rule`. `ignored`: 200, and nothing changes. */
  refusal: 'error' | 'ignored';
  /** Business rule that the refusal names. */
  rule?: string;
  source: string;
}

export interface StockTransition {
  from: string;
  to: readonly string[];
}

/** A row of the priority lookup: the engine writes `priority` whatever the caller sent. */
export interface StockPriorityRule {
  impact: string;
  urgency: string;
  priority: string;
}

export interface StockProperty {
  name: string;
  value: string;
  type: 'string' | 'boolean' | 'integer' | 'password2';
  description?: string;
}

export interface Stock {
  tables: readonly StockTable[];
  roles: readonly StockRole[];
  acls: readonly StockAcl[];
  dataPolicies: readonly StockDataPolicy[];
  stateModels: readonly StockStateModel[];
  priorityRules: readonly StockPriorityRule[];
  properties: readonly StockProperty[];
  /** Present on every instance: administrator, groups, relation types, catalog. */
  coreRecords: readonly StockRecord[];
  /** Present only on instances installed with demo data. */
  demoRecords: readonly StockRecord[];
}
