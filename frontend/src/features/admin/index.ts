export { MembersScreen } from './MembersScreen';
export { TokensScreen } from './TokensScreen';
