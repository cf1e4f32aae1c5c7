// Short forms of given names that stand for the same name.

const groups = `
robert rob bob bobby robbie bert|william will bill billy willy liam|richard rick dick rich ricky|james jim jimmy jamie|john jon johnny jack
michael mike mick mickey mikey|thomas tom tommy|charles charlie chuck chas|edward ed eddie ted ned|elizabeth liz beth betty eliza lisa libby lizzie
margaret maggie meg peggy marge greta|katherine catherine kate kathy cathy katie kay kathryn|joseph joe joey|david dave davey|daniel dan danny
anthony tony ant|andrew andy drew|alexander alex sandy xander alec|alexandra alex sandra alexa|benjamin ben benny|christopher chris kit|christine chris tina christina
samuel sam sammy|samantha sam|steven stephen steve stevie|matthew matt|nicholas nick nicky nicolas|patrick pat paddy|patricia pat patty trish tricia
peter pete|philip phil phillip|ronald ron ronnie|kenneth ken kenny|gregory greg|jeffrey jeff geoffrey geoff|lawrence larry laurence|leonard len leo lenny
frederick fred freddie|francis frank|frances fran frankie|gerald gerry jerry|harold harry hal|henry harry hank|jacob jake|jessica jess jessie|jennifer jen jenny
jonathan jon john johnny|joshua josh|kimberly kim|laura laurie|louis lou louie|louise lou|marjorie marge|martin marty|maxwell max maximilian|nathan nathaniel nate nat
pamela pam|rebecca becky becca|raymond ray|rosemary rose rosie|rudolf rudi rudy|stephanie steph|susan sue susie suzanne|theodore ted theo|theresa teresa terry tess
timothy tim|valerie val|victoria vicky vikki tori|vincent vince vin|walter walt wally|zachary zach zack|abigail abby gail|albert al bert|alfred al fred alf|amanda mandy
angela angie|barbara barb barbie babs|bernard bernie|cynthia cindy|deborah debbie deb debra|dennis denny|donald don donnie|dorothy dot dottie|douglas doug|emily em emma
eugene gene|florence flo|gabriel gabe|george georgie|gwendolyn gwen|isabella bella izzy isabel|jacqueline jackie|janet jan|judith judy|judy judith|lillian lily|madeline maddie madeleine
marcus marc mark|mary molly polly|mildred millie|natalie nat|norman norm|oliver ollie|penelope penny|sebastian seb|terence terry|virginia ginny|johannes hans johann|friedrich fritz
`;

const groupsByName = new Map<string, Set<number>>();
groups
  .trim()
  .split(/[|\n]/)
  .forEach((group, position) => {
    for (const name of group.split(' ')) groupsByName.set(name, (groupsByName.get(name) ?? new Set()).add(position));
  });

/** Whether two folded given names are forms of one name. Not for equal names. */
export function nicknamesAgree(left: string, right: string): boolean {
  const groupsOfRight = groupsByName.get(right);
  if (groupsOfRight === undefined) return false;
  for (const group of groupsByName.get(left) ?? []) if (groupsOfRight.has(group)) return true;
  return false;
}
