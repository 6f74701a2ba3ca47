import { displayOfRecord } from '../engine/display.ts';
import type { Engine } from '../engine/session.ts';
import type { Values } from '../store/rows.ts';
import { failure, json } from './answer.ts';
import { catalogRows, questionsOf, requestedItem } from './catalog-items.ts';
import { readObject } from './catalog-order.ts';
import { textOfJson } from './read-body.ts';
import type { Handler } from './route.ts';

/** The place of the user, as one text (documentation: c_ServiceCatalogAPI.md). */
export const deliveryAddress: Handler = (request, { session }) => {
  const { engine } = session;
  const [user] = catalogRows(engine, 'sys_user', 'sys_id', request.parameters['user'] ?? '');
  if (user === undefined) return failure(400, 'User sys_id is invalid.', '');
  const [place = {}] = catalogRows(engine, 'cmn_location', 'sys_id', user['location'] ?? '');
  return json(200, { result: addressOf(place) });
};

function addressOf(place: Values): string {
  const town = [place['city'], place['state'], place['zip']].filter((part) => part !== undefined);
  return [place['street'], town.join(', '), place['country']]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

/** Anybody who exists may be given anything: user criteria are left out. */
export const mayDelegate: Handler = (request, context) => {
  const item = requestedItem(request, context);
  const user = context.session.engine.findUser(request.parameters['user'] ?? '');
  return json(200, { result: { result: item['active'] !== '0' && user?.active === true } });
};

const REQUESTED_FOR = '31';

/** Only an item that asks whom it is for can be ordered for several people. */
export const invalidDelegatedUsers: Handler = (request, context) => {
  const { engine } = context.session;
  const item = requestedItem(request, context);
  const asks = questionsOf(engine, item['sys_id'] ?? '').some(
    (question) => question['type'] === REQUESTED_FOR,
  );
  if (!asks) {
    return json(400, {
      result: {
        errCode: '42202',
        errMsg:
          'This item cannot be submitted for multiple people as it is not configured with Requested For',
      },
    });
  }
  const ids = textOfJson(readObject(request)['sysparm_also_request_for']).split(',');
  const invalidUsers = ids
    .filter((id) => id !== '' && engine.findUser(id)?.active !== true)
    .map((id) => displayOfRecord(engine, 'sys_user', id));
  return json(200, { result: { invalidUsers } });
};

/** What a person sees for the value of a variable. */
export const displayValue: Handler = (request, { session }) => {
  const { engine } = session;
  const sysId = request.parameters['sys_id'] ?? '';
  const [variable] = catalogRows(engine, 'item_option_new', 'sys_id', sysId);
  // That a wrong id is 404 is documented, the wording is assumed.
  if (variable === undefined) return failure(404, 'Variable does not exist', '');
  const value = textOfJson(readObject(request)['sysparm_value']);
  return json(200, { result: shown(engine, variable, value) });
};

function shown(engine: Engine, variable: Values, value: string): string {
  const target = variable['reference'] ?? '';
  if (target !== '') return displayOfRecord(engine, target, value);
  const choices = catalogRows(engine, 'question_choice', 'question', variable['sys_id'] ?? '');
  return choices.find((choice) => choice['value'] === value)?.['text'] ?? value;
}
