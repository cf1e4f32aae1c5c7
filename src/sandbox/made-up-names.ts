// Names and titles for the people that Northwind lacks: made up, by the country of the account, Vietnamese among them everywhere.

export interface NameLists {
  given: string[];
  family: string[];
}

const words = (text: string): string[] => text.split(' ');

const german: NameLists = {
  given: words(
    'Anna Birgit Claudia Dieter Felix Hannah Heike Horst Jonas Jörg Jürgen Katrin Klaus Lena Lukas Matthias Petra Renate Sabine Stefan Ulrike Uwe Wolfgang Bärbel',
  ),
  family: words(
    'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Löwe Weiß',
  ),
};
const french: NameLists = {
  given: words(
    'Amélie Bernard Camille Céline Élodie François Gérard Hélène Isabelle Julien Laurent Léa Luc Mathieu Nathalie Nicolas Noël Pascal Sophie Yves',
  ),
  family: words(
    'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia Fournier Girard Bonnet Dupont Lambert',
  ),
};
const english: NameLists = {
  given: words(
    'Alice Andrew Benjamin Charlotte Daniel Emily George Grace Hannah Harry Jack James Laura Lucy Michael Olivia Patrick Robert Sarah Thomas Victoria William',
  ),
  family: words(
    'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Harris Clarke O’Brien',
  ),
};
const spanish: NameLists = {
  given: words(
    'Alejandro Ana Antonio Carmen Carlos Diego Elena Fernando Gabriela Isabel Javier José Juan Lucía Luis Manuel María Miguel Paula Sofía',
  ),
  family: words(
    'García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Núñez Castro',
  ),
};
const portuguese: NameLists = {
  given: words(
    'Ana André Beatriz Bruno Carla Eduardo Fernanda Gustavo Helena João Juliana Luís Mariana Paulo Rafael Ricardo Rita Tiago',
  ),
  family: words(
    'Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes Marques Alves Almeida Ribeiro Pinto',
  ),
};
const italian: NameLists = {
  given: words(
    'Alessandro Andrea Chiara Elena Federico Francesca Giorgio Giulia Lorenzo Luca Marco Martina Matteo Paola Roberto Sara Simone Stefano',
  ),
  family: words(
    'Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi',
  ),
};
const nordic: NameLists = {
  given: words(
    'Anders Astrid Bjørn Elin Emil Erik Freja Ida Ingrid Jens Karin Kirsi Lars Mikko Nils Sigrid Søren Tuomas Åsa Øystein',
  ),
  family: words(
    'Andersson Berg Dahl Eriksson Hansen Haugen Holm Jensen Johansen Karlsson Korhonen Larsen Lindqvist Nielsen Nieminen Olsen Pedersen Virtanen Åberg Ødegård',
  ),
};
const polish: NameLists = {
  given: words(
    'Agnieszka Andrzej Anna Barbara Jan Katarzyna Krzysztof Magdalena Marek Małgorzata Paweł Piotr Tomasz Zofia',
  ),
  family: words(
    'Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski',
  ),
};
export const vietnamese: NameLists = {
  given: [
    'Thị Lan Anh',
    'Minh Đức',
    'Quốc Huy',
    'Thu Hà',
    'Thị Hồng Nhung',
    'Văn Nam',
    'Hoàng Long',
    'Ngọc Bích',
    'Thanh Tùng',
    'Thị Mai',
    'Anh Tuấn',
    'Khánh Linh',
    'Đình Phúc',
    'Phương Thảo',
  ],
  family: words('Nguyễn Trần Lê Phạm Hoàng Huỳnh Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý'),
};

const byCountry: Record<string, NameLists> = {
  Germany: german,
  Austria: german,
  Switzerland: german,
  France: french,
  Belgium: french,
  UK: english,
  USA: english,
  Ireland: english,
  Canada: english,
  Spain: spanish,
  Mexico: spanish,
  Argentina: spanish,
  Venezuela: spanish,
  Brazil: portuguese,
  Portugal: portuguese,
  Italy: italian,
  Sweden: nordic,
  Norway: nordic,
  Denmark: nordic,
  Finland: nordic,
  Poland: polish,
};

export function namesOf(country: string): NameLists {
  return byCountry[country] ?? english;
}

export interface Department {
  name: string;
  head: string;
  manager: string;
  staff: string[];
}

export const topTitles = ['Managing Director', 'Chief Executive Officer', 'Owner', 'General Manager'];
export const departments: Department[] = [
  {
    name: 'Purchasing',
    head: 'Head of Purchasing',
    manager: 'Purchasing Manager',
    staff: ['Senior Buyer', 'Buyer', 'Category Buyer', 'Purchasing Assistant'],
  },
  {
    name: 'Operations',
    head: 'Operations Director',
    manager: 'Store Manager',
    staff: ['Logistics Planner', 'Warehouse Supervisor', 'Shift Leader', 'Store Assistant', 'Inventory Clerk'],
  },
  {
    name: 'Finance',
    head: 'Finance Director',
    manager: 'Accounting Manager',
    staff: ['Accountant', 'Accounts Payable Clerk', 'Financial Analyst'],
  },
  {
    name: 'Sales',
    head: 'Sales Director',
    manager: 'Sales Manager',
    staff: ['Sales Representative', 'Sales Associate', 'Key Account Manager'],
  },
  {
    name: 'Quality',
    head: 'Head of Quality',
    manager: 'Quality Manager',
    staff: ['Quality Engineer', 'Food Safety Specialist', 'Laboratory Technician'],
  },
  {
    name: 'IT',
    head: 'Head of IT',
    manager: 'IT Manager',
    staff: ['Systems Engineer', 'Integration Engineer', 'Software Developer'],
  },
  {
    name: 'Marketing',
    head: 'Marketing Director',
    manager: 'Marketing Manager',
    staff: ['Marketing Specialist', 'Category Lead', 'Content Editor'],
  },
  { name: 'Legal', head: 'General Counsel', manager: 'Compliance Manager', staff: ['Legal Counsel', 'Paralegal'] },
  {
    name: 'Administration',
    head: 'Chief of Staff',
    manager: 'Office Manager',
    staff: ['Executive Assistant', 'Receptionist', 'Secretary'],
  },
];
