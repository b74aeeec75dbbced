export { isFree, ownerOf, withDefault, withKey } from './choosing';
export { type Command, type KeyChoices, keymapOf, keysOf } from './commands';
export { chooseKeys, keyChoices } from './keyChoices';
export { isTyping, type Key, nameOf, shown } from './keyNames';
export { type Commands, useCommands } from './useCommands';
