export { XAxis, YAxis } from './Axes';
export { Sized } from './Sized';
