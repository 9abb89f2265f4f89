import { addF, getF, getI, setF, setI } from '../access';
import { allocI32 } from '../arena';
import { subtractProduct } from '../dense/product';
import { dot } from '../dense/vector';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import { cell } from './blocks';
import {
  explained,
  fixedPart,
  fixedProducts,
  information,
  link,
  p,
  q,
  weighted,
  zeros,
} from './border';
import { addBorderTraces, addLeafTraces } from './border-traces';
import * as component from './component';
import * as leaves from './leaves';

// What the border adds to the sums of component.ts once it is solved: RᵀEᵢR and RᵀEᵢSEⱼR over its own parameters
// (e, f patterns within the border), and over pairs of one of them with one of the leaves, by AᵀeR summed in
// leaves.ts.

/** What the border adds to all sums, alone and with the leaves. */
export function addBorder(): void {
  if (q === 0) return;
  addExplained();
  const bytes = (<usize>q * <usize>p) << 3;
  const m = parameters.count;
  // For each parameter u = eR, z = S u on its own side (leaves: −B u) and x = Qᵀu on the other.
  const u = allocI32(m);
  const z = allocI32(m);
  const x = allocI32(m);
  for (let i = 0; i < m; i++) {
    const zi = zeros(bytes);
    setI(z, i, <i32>zi);
    if (parameters.factor(i) === component.leafFactor) continue;
    const ui = zeros(bytes);
    setI(u, i, <i32>ui);
    patternTimes(i, ui);
    addCross(fixedPart, ui, component.firstOf(i));
    subtractProduct(q, p, q, information, q, ui, 1, q, zi, q, false);
    for (let at = 0; at < q * p; at++) setF(zi, at, -getF(zi, at));
  }
  for (let i = 0; i < leaves.count; i++) {
    const ui = leaves.mixedOf(i);
    const xi = zeros(bytes);
    const number = leaves.parameterOf(i);
    setI(u, number, <i32>ui);
    setI(x, number, <i32>xi);
    subtractProduct(q, p, q, explained, q, ui, 1, q, <usize>getI(z, number), q, false);
    for (let c = 0; c < p; c++) {
      for (let r = 0; r < q; r++)
        setF(xi, c * q + r, dot(q, cell(link, q, 0, r), cell(ui, q, 0, c)));
    }
  }
  for (let j = 0; j < m; j++) {
    const leafJ = parameters.factor(j) === component.leafFactor;
    for (let i = 0; i <= j; i++) {
      const leafI = parameters.factor(i) === component.leafFactor;
      const target = component.secondOf(i, j);
      if (leafI === leafJ) addCross(<usize>getI(u, i), <usize>getI(z, j), target);
      else if (leafI) addCross(<usize>getI(x, i), <usize>getI(u, j), target);
      else addCross(<usize>getI(u, i), <usize>getI(x, j), target);
    }
  }
  addBorderTraces();
  addLeafTraces();
}

/** target += XᵀY, both q × p. */
function addCross(x: usize, y: usize, target: usize): void {
  for (let b = 0; b < p; b++) {
    for (let a = 0; a < p; a++) {
      addF(target, b * p + a, dot(q, cell(x, q, 0, a), cell(y, q, 0, b)));
    }
  }
}

/** HᵀDR over the levels of the border. */
function addExplained(): void {
  for (let i = 0; i < component.borderLevels; i++) {
    const k = problem.size(component.borderFactor(i));
    const h = fixedProducts(i);
    const at = component.borderStart(i);
    for (let b = 0; b < p; b++) {
      for (let a = 0; a < p; a++) {
        addF(component.explained, b * p + a, dot(k, cell(h, k, 0, a), cell(weighted, q, at, b)));
      }
    }
  }
}

/** target = e R. */
function patternTimes(parameter: i32, target: usize): void {
  const f = parameters.factor(parameter);
  const r = parameters.row(parameter);
  const c = parameters.column(parameter);
  for (let i = 0; i < component.borderLevels; i++) {
    if (component.borderFactor(i) !== f) continue;
    const at = component.borderStart(i);
    for (let j = 0; j < p; j++) {
      setF(target, j * q + at + r, getF(fixedPart, j * q + at + c));
      setF(target, j * q + at + c, getF(fixedPart, j * q + at + r));
    }
  }
}
