export { XAxis, YAxis } from './Axes';
export { Line } from './Line';
export { Sized } from './Sized';
