# Reference fits of linear mixed models by lme4, at the best optimum that several optimisers find.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/lmm.R [pattern]
# With a pattern only the cases whose name matches are fitted again; the others in lmm.json are kept.
#
# lmm.json is an array of cases; each has
#   name, software           the case, and the versions that made it
#   data, formula, reml      the file (here in data/ or in web-demo/data), the formula as blup is given it, REML or ML
#   factors, relevel         numeric columns made factors; {column: reference level} where it is not the first
#   precisionWeights, offset columns, or null
#   nobs, groups             rows used; {factor: number of levels}
#   theta, objective         lme4's theta at the best optimum found; REML criterion or -2 log-likelihood there
#   optimisers               {name: [objective reached from each of its starts, before any restart from the best]}
#   lastNewtonStep           largest change of theta in the final Newton step; null where none was taken
#   atTheta                  [{theta, objective}] at four fixed theta, the third with a zero diagonal
#   coefficients             {names, estimate, se, df, t, p} with Satterthwaite df of lmerTest (numeric derivatives by
#                            Richardson extrapolation; checked against finite differences in another parametrisation)
#   dropped                  columns of X left out as linearly dependent
#   vcov, correlation        of the coefficients, by rows
#   sigma, varcorr           [{group, formulaIndex, names, variances, sds, corr}], one for each term in lme4's order: more
#                            levels first. theta is in the same order. formulaIndex is the term's 0-based place in the
#                            formula once its bars are expanded: (1 | a/b) is b:a, then a; (x || g) is 1, then x.
#   ranef                    {group: {levels, names, values, condSd}}, first five levels; condSd takes beta as known
#   fitted                   first ten
#   residualSS               sum of squares of y - fitted, unweighted
#   scaledResiduals          0, 25, 50, 75, 100 % quantiles (R type 7) of sqrt(w) (y - fitted) / sigma
#   logLik, AIC, BIC, npar   as lme4 counts: by REML too, p + length(theta) + 1 parameters, and n = nobs
#   isSingular               as lme4 tells it
source("test/reference/read.R")
pattern <- c(commandArgs(trailingOnly = TRUE), ".")[1]
target <- "test/reference/lmm.json"

# ---- The optimum ------------------------------------------------------------------------------------------------

# Every optimiser from several starts, each restarted from the best so far; then Newton steps by Richardson
# derivatives on the coordinates inside the bounds. Returns theta, the objective, and what each optimiser reached from
# each of its own starts.
tightOptimum <- function(fn, start, lower, heavy) {
  optimisers <- list(
    bobyqa = function(p, radius) minqa::bobyqa(p, fn, lower = lower, control = list(
      rhobeg = radius, rhoend = 1e-10, maxfun = 20000, npt = min(2 * length(p) + 1, length(p) + 7)))$par,
    nlminb = function(p, radius) nlminb(p, fn, lower = lower, control = list(
      rel.tol = 1e-15, x.tol = 1e-12, eval.max = 5000, iter.max = 2000))$par,
    nelderMead = function(p, radius) suppressWarnings(lme4::Nelder_Mead(fn, p, lower = lower, control = list(
      FtolRel = 1e-15, FtolAbs = 1e-11, XtolRel = 1e-12, maxfun = 20000)))$par,
    nloptBobyqa = function(p, radius) nloptr::nloptr(p, fn, lb = lower, opts = list(
      algorithm = "NLOPT_LN_BOBYQA", xtol_rel = 1e-12, ftol_abs = 1e-11, maxeval = 20000))$solution
  )
  if (heavy) optimisers <- optimisers[1]
  if (length(start) == 1) optimisers$nelderMead <- NULL
  starts <- list(start, ifelse(lower == 0, 0.3 * start, start), start + ifelse(lower == 0, 0.8, 0.25))
  reached <- list()
  best <- list(par = start, objective = fn(start))
  keep <- function(par, name) {
    par <- pmax(par, lower)
    value <- fn(par)
    if (!is.null(name)) reached[[name]] <<- I(c(reached[[name]], value))
    if (value < best$objective) best <<- list(par = par, objective = value)
  }
  for (name in names(optimisers)) {
    for (s in starts[seq_len(if (heavy) 2 else 3)]) {
      p <- tryCatch(optimisers[[name]](s, 0.2), error = function(e) NULL)
      if (!is.null(p)) keep(p, name)
    }
    # From the best of all so far: not recorded, as it would make every optimiser look as good as the best.
    p <- tryCatch(optimisers[[name]](best$par, 1e-3), error = function(e) NULL)
    if (!is.null(p)) keep(p, NULL)
  }
  # A diagonal near nought is nought when that is no worse.
  for (k in which(lower == 0 & best$par < 1e-3 & best$par > 0)) {
    p <- best$par
    p[k] <- 0
    if (fn(p) <= best$objective + 1e-9) best <- list(par = p, objective = fn(p))
  }
  free <- which(lower < 0 | best$par > 0)
  inside <- function(z) fn(replace(best$par, free, z))
  newton <- tryCatch({
    for (i in 1:2) {
      z <- best$par[free]
      step <- solve(numDeriv::hessian(inside, z), numDeriv::grad(inside, z))
      p <- replace(best$par, free, z - step)
      if (max(abs(step)) > 1e-3 || any(p < lower) || fn(p) > best$objective + 1e-8) break
      best <- list(par = p, objective = fn(p))
    }
    max(abs(step))
  }, error = function(e) NA)
  c(best, list(reached = reached, lastNewtonStep = newton))
}

# ---- Fixed points: generic, with off-diagonals, singular, and near the optimum ----------------------------------

fixedThetas <- function(best, lower) {
  diagonal <- lower == 0
  m <- length(best)
  i <- seq_len(m)
  list(
    as.numeric(diagonal),
    ifelse(diagonal, 0.4 + 0.3 * (i %% 3), c(0.3, -0.2, 0.1)[i %% 3 + 1]),
    replace(ifelse(diagonal, 1.2 - 0.25 * (i %% 3), c(-0.15, 0.25)[i %% 2 + 1]), m, 0), # the last is a diagonal
    signif(best, 2)
  )
}

# ---- One case ---------------------------------------------------------------------------------------------------

array <- function(x) I(unname(as.vector(x)))
rows <- function(x) I(lapply(seq_len(nrow(x)), function(i) array(x[i, ])))

reference <- function(name, data, formula, reml = TRUE, factors = character(0), relevel = list(),
                      weights = NULL, offset = NULL, heavy = FALSE) {
  if (!grepl(pattern, name)) return(NULL)
  began <- proc.time()[3]
  d <<- readData(data, factors, relevel)
  # A function in place of an optimiser stays where it is put, so that lme4 builds its model at our optimum.
  stay <<- function(par, fn, lower, upper, control) {
    list(par = par, fval = fn(par), conv = 0, message = "", feval = 1)
  }
  call <- call("lmer", as.formula(formula, env = globalenv()), data = quote(d), REML = reml)
  if (!is.null(weights)) call$weights <- as.name(weights)
  if (!is.null(offset)) call$offset <- as.name(offset)
  devCall <- call
  devCall[[1]] <- quote(lme4::lmer)
  devCall$devFunOnly <- TRUE
  fn <- suppressMessages(eval(devCall, globalenv()))
  lower <- environment(fn)$lower
  start <- as.numeric(lower == 0)
  best <- tightOptimum(fn, start, lower, heavy)
  best$par[lower == 0] <- abs(best$par[lower == 0])

  thetaBest <<- best$par
  call$start <- quote(thetaBest)
  call$control <- quote(lmerControl(
    optimizer = stay, calc.derivs = FALSE, boundary.tol = 0, restart_edge = FALSE, check.conv.singular = "ignore"))
  model <- suppressMessages(suppressWarnings(eval(call, globalenv())))
  stopifnot(max(abs(getME(model, "theta") - best$par)) < 1e-12)

  # lme4 puts the terms with more levels first; formulaIndex says where each stands in the formula.
  bars <- lme4::findbars(as.formula(formula))
  levelsOf <- sapply(bars, function(bar) {
    v <- all.vars(bar[[3]])
    nlevels(interaction(lapply(v, function(k) factor(model.frame(model)[[k]])), drop = TRUE))
  })
  order <- if (any(diff(levelsOf) > 0)) rev(order(levelsOf)) else seq_along(levelsOf)
  cnms <- getME(model, "cnms")
  factorsOfTerms <- names(getME(model, "flist"))[attr(getME(model, "flist"), "assign")]
  stopifnot(length(order) == length(cnms))

  vc <- VarCorr(model)
  varcorr <- lapply(seq_along(vc), function(i) {
    m <- matrix(vc[[i]], nrow(vc[[i]]))
    sds <- unname(attr(vc[[i]], "stddev"))
    corr <- suppressWarnings(cov2cor(m))
    list(group = factorsOfTerms[i], formulaIndex = order[i] - 1, names = array(cnms[[i]]),
         variances = array(diag(m)), sds = array(sds), corr = rows(unname(corr)))
  })

  modes <- as.data.frame(ranef(model, condVar = TRUE))
  ranefs <- lapply(ranef(model), function(r) {
    list(levels = array(head(rownames(r), 5)), names = array(names(r)), values = rows(as.matrix(head(r, 5))))
  })
  for (g in names(ranefs)) {
    at <- modes[modes$grpvar == g, ]
    ranefs[[g]]$condSd <- rows(sapply(ranefs[[g]]$names, function(term) {
      at$condsd[match(paste(term, ranefs[[g]]$levels), paste(at$term, at$grp))]
    }))
  }

  s <- summary(model)
  table <- s$coefficients
  vcov <- as.matrix(vcov(model))
  X <- getME(model, "X")
  dropped <- names(attr(X, "col.dropped"))
  residuals <- residuals(model, type = "response")
  out <- list(
    name = name, software = software(), data = data, formula = formula, reml = reml,
    factors = I(factors), relevel = if (length(relevel)) relevel else setNames(list(), character(0)),
    precisionWeights = weights, offset = offset,
    nobs = nobs(model), groups = as.list(ngrps(model)),
    theta = array(best$par), objective = best$objective,
    optimisers = best$reached, lastNewtonStep = best$lastNewtonStep,
    atTheta = I(lapply(fixedThetas(best$par, lower), function(t) list(theta = array(t), objective = fn(t)))),
    coefficients = list(names = array(rownames(table)), estimate = array(table[, "Estimate"]),
                        se = array(table[, "Std. Error"]), df = array(table[, "df"]),
                        t = array(table[, "t value"]), p = array(table[, "Pr(>|t|)"])),
    dropped = I(as.character(dropped)),
    vcov = rows(vcov), correlation = rows(cov2cor(vcov)),
    sigma = sigma(model), varcorr = I(varcorr), ranef = ranefs,
    fitted = array(head(fitted(model), 10)), residualSS = sum(residuals^2),
    scaledResiduals = array(quantile(residuals(model, "pearson", scaled = TRUE))),
    logLik = as.numeric(logLik(model)), AIC = AIC(model), BIC = BIC(model),
    npar = attr(logLik(model), "df"), isSingular = isSingular(model)
  )
  spread <- max(unlist(best$reached)) - best$objective # the worst optimiser from its worst start
  cat(sprintf("%-34s %18.9f  spread %8.1e  newton %8.1e  singular %-5s %6.1f s\n", name, best$objective, spread,
              best$lastNewtonStep, isSingular(model), proc.time()[3] - began))
  out
}

# ---- The cases --------------------------------------------------------------------------------------------------

cases <- list()
add <- function(...) {
  case <- reference(...)
  if (is.null(case)) return(invisible())
  cases[[case$name]] <<- case
}
both <- function(name, ...) {
  add(paste(name, "REML"), ..., reml = TRUE)
  add(paste(name, "ML"), ..., reml = FALSE)
}

both("sleepstudy slope", "sleepstudy.csv", "Reaction ~ Days + (Days | Subject)")
both("sleepstudy independent", "sleepstudy.csv", "Reaction ~ Days + (Days || Subject)")
both("sleepstudy two terms", "sleepstudy.csv", "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)")
both("sleepstudy intercept", "sleepstudy.csv", "Reaction ~ Days + (1 | Subject)")
both("dyestuff", "dyestuff.csv", "Yield ~ 1 + (1 | Batch)")
both("dyestuff2", "dyestuff2.csv", "Yield ~ 1 + (1 | Batch)")
both("penicillin", "penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)")
both("hsb null", "hsb.csv", "mathach ~ 1 + (1 | school)")
both("hsb slope", "hsb.csv", "mathach ~ cses + (cses | school)")
both("hsb cross-level", "hsb.csv", "mathach ~ meanses*cses + sector*cses + (cses | school)")
add("egsingle growth REML", "egsingle.csv", "math ~ year + (year | childid) + (year | schoolid)")

both("mathachieve", "mathachieve.csv", "MathAch ~ SES*Size + Sector + Minority + Sex + (SES | School)",
     relevel = list(Sector = "Public", Sex = "Male"))
both("pastes nested", "pastes.csv", "strength ~ 1 + (1 | batch/cask)")
add("pastes spelled out REML", "pastes.csv", "strength ~ 1 + (1 | batch) + (1 | batch:cask)")
add("cake REML", "cake.csv", "angle ~ recipe*temperature + (1 | recipe:replicate)", factors = "temperature")
add("cake linear ML", "cake.csv", "angle ~ recipe + temp + (1 | replicate) + (1 | recipe:replicate)", reml = FALSE)
both("machines slope", "machines.csv", "score ~ Machine + (Machine | Worker)")
add("machines cell REML", "machines.csv", "score ~ Machine + (0 + Machine | Worker)")
both("machines nested", "machines.csv", "score ~ Machine + (1 | Worker/Machine)")
add("oats split plot REML", "oats.csv", "yield ~ nitro*Variety + (1 | Block/Variety)", factors = "nitro")
add("oats linear ML", "oats.csv", "yield ~ nitro + Variety + (1 | Block/Variety)", reml = FALSE)
both("orthodont", "orthodont.csv", "distance ~ age*Sex + (age | Subject)")
both("early", "early.csv", "cog ~ tos*trt + (tos | id)")
both("exam", "exam.csv", "normexam ~ standLRT + (standLRT | school)")
both("timss", "timss.csv", "score ~ 1 + (1 | school)")
both("scotssec crossed", "scotssec.csv", "attain ~ 1 + (1 | primary) + (1 | second)")
add("scotssec crossed slope REML", "scotssec.csv", "attain ~ verbal + sex + (verbal | primary) + (1 | second)")
add("scotssec two slopes ML", "scotssec.csv", "attain ~ verbal + sex + (verbal | primary) + (verbal | second)",
    reml = FALSE)
both("weighted", "sleepextra.csv", "Reaction ~ Days + (Days | Subject)", weights = "w")
both("offset", "sleepextra.csv", "Reaction ~ Days + (Days | Subject)", offset = "off")
add("weighted and offset ML", "sleepextra.csv", "Reaction ~ Days + (1 | Subject)", weights = "w", offset = "off",
    reml = FALSE)
add("rank deficient REML", "sleepextra.csv", "Reaction ~ Days + hours + (Days | Subject)")
add("missing values REML", "gcsemv.csv", "written ~ course + gender + (course | school)")
add("three slopes REML", "hsb.csv", "mathach ~ cses + minority + female + (cses + minority + female | school)")
both("chem97 crossed", "chem97.csv.gz", "score ~ gcsecnt + (1 | school) + (1 | lea)")
add("chem97 nested REML", "chem97.csv.gz", "score ~ gcsecnt + (1 | lea/school)")
add("egsingle growth ML", "egsingle.csv", "math ~ year + (year | childid) + (year | schoolid)", reml = FALSE)
add("insteval ML", "insteval.csv.gz", "y ~ service + (1 | s) + (1 | d) + (1 | dept:service)", reml = FALSE,
    factors = "service", heavy = TRUE)

# Kept cases first, in their old order; refitted ones in their place.
if (pattern != "." && file.exists(target)) {
  old <- jsonlite::read_json(target)
  fresh <- lapply(cases, function(x) jsonlite::parse_json(jsonlite::toJSON(x, digits = NA, auto_unbox = TRUE, null = "null")))
  names(old) <- sapply(old, `[[`, "name")
  cases <- old
  for (n in names(fresh)) cases[[n]] <- fresh[[n]]
}
json <- sapply(unname(cases), function(x) as.character(jsonlite::toJSON(x, digits = NA, auto_unbox = TRUE, null = "null")))
writeLines(paste0("[\n", paste(json, collapse = ",\n"), "\n]"), target)
