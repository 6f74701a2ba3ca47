/** A fault of a sign-in, and what the check `sign-in` calls it, by who looks. */
export interface Refusal {
  readonly fault: string;
  /** With the account of the connection alone; several where it depends on how it signs in. */
  readonly alone: readonly string[];
  /** With an administrator's eyes as well. */
  readonly assisted: readonly string[];
  /** How it is told from others, or why it cannot be. */
  readonly by: string;
}

const SAME = 'the same 401 as for all of these';

/**
 * Which refused sign-ins can be told apart, and by whom. It is what docs/setup.md says and what the tests
 * of the doctor hold it to, fault by fault.
 */
export const refusals: readonly Refusal[] = [
  {
    fault: 'wrong client id',
    alone: ['token-refused'],
    assisted: ['wrong-client-id'],
    by: SAME,
  },
  {
    fault: 'client inactive',
    alone: ['token-refused'],
    assisted: ['client-inactive'],
    by: SAME,
  },
  {
    fault: 'wrong client secret',
    alone: ['token-refused'],
    assisted: ['wrong-secret'],
    by: `${SAME}; an administrator finds it by elimination, since nobody can read a secret back`,
  },
  {
    fault: 'grant not enabled by its property',
    alone: ['token-refused'],
    assisted: ['grant-disabled'],
    by: SAME,
  },
  {
    fault: 'no OAuth application user',
    alone: ['token-refused'],
    assisted: ['no-application-user'],
    by: SAME,
  },
  {
    fault: 'account inactive',
    alone: ['token-refused', 'sign-in-refused'],
    assisted: ['account-inactive'],
    by: SAME,
  },
  {
    fault: 'account locked',
    alone: ['token-refused', 'sign-in-refused'],
    assisted: ['account-locked'],
    by: SAME,
  },
  {
    fault: 'password reset pending, and demanded of API calls',
    alone: ['token-refused', 'sign-in-refused'],
    assisted: ['reset-pending'],
    by: SAME,
  },
  {
    fault: 'wrong user name',
    alone: ['token-refused', 'sign-in-refused'],
    assisted: ['wrong-user'],
    by: SAME,
  },
  {
    fault: 'wrong password, Basic',
    alone: ['sign-in-refused'],
    assisted: ['wrong-password'],
    by: `${SAME}; an administrator finds it by elimination`,
  },
  {
    fault: 'wrong secret or wrong password, password grant',
    alone: ['token-refused'],
    assisted: ['wrong-secret-or-password'],
    by: 'these two stay together, whoever looks',
  },
  {
    fault: 'Basic authentication restricted',
    alone: ['sign-in-refused'],
    assisted: ['basic-restricted'],
    by: SAME,
  },
  {
    fault: 'wrong scope',
    alone: ['wrong-scope'],
    assisted: ['wrong-scope'],
    by: 'a 403 that names it (check `token-scope`)',
  },
  {
    fault: 'what answers tokens is not there',
    alone: ['no-token-endpoint'],
    assisted: ['no-token-endpoint'],
    by: 'the REST API answers, and the token address gives a page or a 404',
  },
  {
    fault: 'a token server of your own that names the fault',
    alone: ['client-refused', 'grant-refused', 'grant-disabled', 'scope-refused'],
    assisted: ['client-refused', 'grant-refused', 'grant-disabled', 'scope-refused'],
    by: 'its answer names it (RFC 6749 5.2); ServiceNow itself names nothing',
  },
  {
    fault: 'the instance does not take the token that was given',
    alone: ['token-not-accepted'],
    assisted: ['token-not-accepted'],
    by: 'a token was given, so client, secret and grant are right',
  },
  {
    fault: 'a proxy before the instance refuses',
    alone: ['refused-before-instance'],
    assisted: ['refused-before-instance'],
    by: 'an unsigned call is answered by the instance, the signed one by somebody else',
  },
  {
    fault: 'clocks apart, JWT bearer',
    alone: ['clock-skew'],
    assisted: ['clock-skew'],
    by: 'the instance sends its time with every answer',
  },
  {
    fault: 'nobody has signed in yet, authorization code',
    alone: ['nobody-signed-in'],
    assisted: ['nobody-signed-in'],
    by: 'the store has no refresh token: nothing is sent',
  },
  {
    fault: 'the sign-in of the person is over, authorization code',
    alone: ['sign-in-over'],
    assisted: ['sign-in-over'],
    by: 'the instance refuses the refresh token that it gave',
  },
];
