// Northwind, the published sample: customers, their named contacts, orders as won deals with their lines, products, employees as owners.
// All dates are moved by the same whole number of weeks, so that the newest order lies within the week before the first start.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const folder = path.join(import.meta.dirname, 'data', 'northwind');
const weekMs = 7 * 86_400_000;

interface NorthwindLine {
  productId: string;
  product: string;
  category: string;
  price: number;
  quantity: number;
  /** 0 to 1. */
  discount: number;
}

export interface NorthwindOrder {
  orderId: string;
  customerId: string;
  employeeId: string;
  orderedAt: number;
  shippedAt: number | null;
  freight: number;
  lines: NorthwindLine[];
}

export interface Northwind {
  customers: Record<string, string>[];
  employees: Record<string, string>[];
  orders: NorthwindOrder[];
  /** By how much dates were moved, in weeks. */
  weeksMoved: number;
}

export function readNorthwind(now: number): Northwind {
  const products = new Map(readTable('products').map((row) => [row.ProductID, row]));
  const categories = new Map(readTable('categories').map((row) => [row.CategoryID, row.CategoryName ?? '']));
  const linesOf = Map.groupBy(readTable('order_details'), (row) => row.OrderID ?? '');
  const orders = readTable('orders').map(
    (row): NorthwindOrder => ({
      orderId: row.OrderID ?? '',
      customerId: row.CustomerID ?? '',
      employeeId: row.EmployeeID ?? '',
      orderedAt: dateOf(row.OrderDate ?? ''),
      shippedAt: row.ShippedDate ? dateOf(row.ShippedDate) : null,
      freight: Number(row.Freight),
      lines: (linesOf.get(row.OrderID ?? '') ?? []).map((line) => {
        const product = products.get(line.ProductID);
        return {
          productId: line.ProductID ?? '',
          product: product?.ProductName ?? '',
          category: categories.get(product?.CategoryID) ?? '',
          price: Number(line.UnitPrice),
          quantity: Number(line.Quantity),
          discount: Number(line.Discount),
        };
      }),
    }),
  );
  const newest = Math.max(...orders.map((order) => order.orderedAt));
  const weeksMoved = Math.floor((now - newest) / weekMs);
  const moved = orders.map((order) => ({
    ...order,
    orderedAt: order.orderedAt + weeksMoved * weekMs,
    shippedAt: order.shippedAt === null ? null : order.shippedAt + weeksMoved * weekMs,
  }));
  return { customers: readTable('customers'), employees: readTable('employees'), orders: moved, weeksMoved };
}

function readTable(name: string): Record<string, string>[] {
  const parsed: unknown = parse(fs.readFileSync(path.join(folder, `${name}.csv`)), { columns: true, bom: true });
  return z.array(z.record(z.string(), z.string())).parse(parsed);
}

/** M/D/YYYY, taken at noon UTC. */
function dateOf(text: string): number {
  const [month = 1, day = 1, year = 1970] = text.split('/').map(Number);
  return Date.UTC(year, month - 1, day, 12);
}
