import type { AclOperation, StockAcl } from '../model.ts';
import { stockId } from '../stock-id.ts';

export const allOperations: readonly AclOperation[] = ['read', 'create', 'write', 'delete'];

type Details = Partial<Omit<StockAcl, 'name' | 'operation' | 'roles' | 'source'>>;

/** One rule per operation, for whoever has any of the roles. */
export function allow(
  names: string | readonly string[],
  operations: readonly AclOperation[],
  roles: readonly string[],
  source: string,
  details: Details = {},
): StockAcl[] {
  return [names].flat().flatMap((name) =>
    operations.map((operation) => ({
      sys_id: stockId('sys_security_acl', JSON.stringify([name, operation, roles, details])),
      name,
      type: 'record' as const,
      operation,
      roles,
      decisionType: 'allow' as const,
      adminOverrides: true,
      active: true,
      source,
      ...details,
    })),
  );
}

/** For everybody who is logged in, whatever their roles. */
export function allowEveryone(
  names: string | readonly string[],
  operations: readonly AclOperation[],
  source: string,
  details: Details = {},
): StockAcl[] {
  return allow(names, operations, [], source, {
    securityAttribute: 'UserIsAuthenticated',
    ...details,
  });
}

/**
 * Lets everybody ask and shows nothing: reading answers 200 with an empty list, as measured for the
 * tables it is used on, where a rule with a role would answer 403.
 */
export function showNothing(name: string, source: string): StockAcl[] {
  return allowEveryone(name, ['read'], source, { script: "answer = gs.hasRole('admin');" });
}

/** Script for records in which the caller is named by one of the columns; a path may walk references. */
export function concernsMe(...paths: readonly string[]): string {
  const tests = paths.map((path) => `String(current.${path}) == me`);
  return `var me = gs.getUserID(); answer = ${tests.join(' || ')};`;
}
