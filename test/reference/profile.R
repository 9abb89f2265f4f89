# Profile-likelihood intervals straight from the definition: the criterion as a function of (SDs, correlations, sigma, one
# coefficient), minimised over all others by nlminb, its rise to the quantile found by uniroot. lme4 only gives the
# determinants and the sum of squares at theta; its own confint() interpolates, and stands beside as `lme4`.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/profile.R
suppressMessages(library(lme4))
source("test/reference/read.R")

crit <- qchisq(0.95, 1)
tight <- list(rel.tol = 1e-13, x.tol = 1e-10, iter.max = 2000, eval.max = 4000)

devianceFunction <- function(formula, d, reml, offset = NULL) {
  # lme4 wants a fixed part even where a single coefficient is held.
  parsed <- lFormula(formula, d, REML = reml, control = lmerControl(check.rankX = "ignore"))
  f <- do.call(mkLmerDevfun, parsed)
  list(f = f, env = environment(f), parsed = parsed)
}

# Criterion at (theta, sigma); column `j` of X held at `value` when given.
criterionOf <- function(fun, n, reml) function(theta, sigma) {
  fun$f(theta)
  env <- fun$env
  p <- ncol(fun$parsed$X)
  d <- if (reml) n - p else n
  rss <- env$resp$wrss() + env$pp$sqrL(1)
  env$pp$ldL2() + (if (reml) env$pp$ldRX2() else 0) + d * log(2 * pi * sigma^2) + rss / sigma^2
}

# (log SDs, atanh correlations, log sigma) <-> theta for terms of one or two coefficients.
thetaOf <- function(x, sizes, sigma) {
  at <- 0; out <- numeric()
  for (k in sizes) {
    if (k == 1) { out <- c(out, x[at + 1] / sigma); at <- at + 1 }
    else {
      s1 <- x[at + 1]; r <- x[at + 2]; s2 <- x[at + 3]
      out <- c(out, s1 / sigma, r * s2 / sigma, sqrt(max(0, 1 - r^2)) * s2 / sigma); at <- at + 3
    }
  }
  out
}

profileVariance <- function(name, formula, d, reml) {
  fun <- devianceFunction(formula, d, reml)
  n <- nrow(fun$parsed$X)
  value <- criterionOf(fun, n, reml)
  cnms <- fun$parsed$reTrms$cnms
  sizes <- lengths(cnms)
  kinds <- unlist(lapply(sizes, function(k) if (k == 1) "sd" else c("sd", "cor", "sd")))
  names <- unlist(lapply(seq_along(cnms), function(t) {
    g <- names(cnms)[t]; c <- cnms[[t]]
    if (length(c) == 1) paste0("sd_", c, "|", g)
    else c(paste0("sd_", c[1], "|", g), paste0("cor_", c[2], ".", c[1], "|", g), paste0("sd_", c[2], "|", g))
  }))
  kinds <- c(kinds, "sigma"); names <- c(names, "sigma")
  m <- length(kinds)
  lower <- ifelse(kinds == "cor", -1, ifelse(kinds == "sd", 0, 1e-6)); upper <- ifelse(kinds == "cor", 1, Inf)
  scale <- sd(fun$env$resp$y)
  at <- function(x) {
    s <- x[m]
    v <- tryCatch(value(thetaOf(x[-m], sizes, s), s), error = function(e) 1e10)
    if (is.finite(v)) v else 1e10
  }
  best <- function(start, fixed, held) {
    free <- setdiff(seq_len(m), fixed)
    obj <- function(z) { x <- numeric(m); x[free] <- z; x[fixed] <- held; at(x) }
    starts <- list(start[free])
    if (n < 500) starts <- c(starts, list(ifelse(kinds == "cor", 0, scale / 2)[free], ifelse(kinds == "cor", 0.5, scale / 4)[free]))
    # Scaled, so that nlminb's steps fit.
    fits <- lapply(starts, function(s) tryCatch({
      a <- nlminb(s, obj, lower = lower[free], upper = upper[free], scale = 1 / pmax(abs(s), 0.05 * ifelse(kinds[free] == "cor", 1, scale)), control = tight)
      # At a zero deviation the slope vanishes by symmetry: start the second run a little off.
      again <- pmin(pmax(a$par, lower[free] + 0.02 * ifelse(kinds[free] == "cor", 1, scale)), upper[free] - 0.02)
      b <- nlminb(again, obj, lower = lower[free], upper = upper[free], control = tight)
      if (b$objective < a$objective) b else a
    }, error = function(e) list(objective = Inf)))
    f <- fits[[which.min(sapply(fits, `[[`, "objective"))]]
    x <- numeric(m); x[free] <- f$par; x[fixed] <- held
    list(x = x, value = f$objective)
  }
  opt <- best(ifelse(kinds == "cor", 0, scale / 2), integer(), numeric())
  rows <- lapply(seq_len(m), function(j) {
    rise <- function(v) best(opt$x, j, v)$value - opt$value - crit
    side <- function(sign) {
      bound <- if (sign < 0) (if (kinds[j] == "cor") -1 else if (kinds[j] == "sd") 0 else 0.4 * opt$x[j]) else if (kinds[j] == "cor") 1 else NA
      if (!is.na(bound) && rise(bound) < 0) return(bound)
      a <- opt$x[j]
      if (is.na(bound)) { b <- max(a * 1.5, scale / 20); while (rise(b) < 0) { a <- b; b <- b * 1.5 } } else b <- bound
      uniroot(rise, sort(c(a, b)), tol = 1e-8 * max(1, abs(b)))$root
    }
    list(name = names[j], estimate = opt$x[j], lower = side(-1), upper = side(1))
  })
  list(minimum = opt$value, rows = rows)
}

profileFixed <- function(formula, d, minimum) {
  fun <- devianceFunction(formula, d, FALSE)
  X <- fun$parsed$X; y <- fun$env$resp$y; n <- length(y)
  m <- length(fun$parsed$reTrms$theta)
  reduced <- function(j, v) {
    parsed <- fun$parsed
    parsed$X <- X[, -j, drop = FALSE]
    if (ncol(parsed$X) == 0) parsed$X <- matrix(0, n, 0)
    parsed$fr[[1]] <- as.vector(y - X[, j] * v)
    do.call(mkLmerDevfun, parsed)
  }
  rows <- lapply(seq_len(ncol(X)), function(j) {
    profile <- function(v) {
      f <- reduced(j, v)
      env <- environment(f)
      starts <- if (n < 500) list(fun$parsed$reTrms$theta, rep(0.3, m), hat) else list(hat)
      lower <- fun$parsed$reTrms$lower
      # At theta = 0 the slope vanishes by symmetry: a second run starts a little off.
      ends <- lapply(starts, function(s) nlminb(s, f, lower = lower, control = tight))
      again <- lapply(ends, function(e) nlminb(ifelse(lower == 0, pmax(e$par, 0.1), e$par), f, lower = lower, control = tight))
      min(sapply(c(ends, again), `[[`, "objective"))
    }
    full <- lmer(formula, d, REML = FALSE)
    hat <<- getME(full, "theta")
    est <- fixef(full)[j]; se <- sqrt(vcov(full)[j, j])
    rise <- function(v) profile(v) - minimum - crit
    edge <- function(sign) { b <- 1.5; while (rise(est + sign * b * se) < 0) b <- b * 1.5
      uniroot(rise, sort(c(est, est + sign * b * se)), tol = 1e-9 * se)$root }
    list(name = names(est), estimate = unname(est), lower = edge(-1), upper = edge(1))
  })
  rows
}
hat <- NULL

cases <- list(
  list("sleepstudy slope REML", "sleepstudy.csv", Reaction ~ Days + (Days | Subject)),
  list("sleepstudy independent REML", "sleepstudy.csv", Reaction ~ Days + (Days || Subject)),
  list("dyestuff REML", "dyestuff.csv", Yield ~ 1 + (1 | Batch)),
  list("dyestuff2 REML", "dyestuff2.csv", Yield ~ 1 + (1 | Batch)),
  list("penicillin REML", "penicillin.csv", diameter ~ 1 + (1 | plate) + (1 | sample)),
  list("pastes nested REML", "pastes.csv", strength ~ 1 + (1 | batch/cask)),
  list("cake linear ML", "cake.csv", angle ~ recipe + temp + (1 | replicate) + (1 | recipe:replicate)),
  list("machines nested REML", "machines.csv", score ~ Machine + (1 | Worker/Machine)),
  list("orthodont REML", "orthodont.csv", distance ~ age*Sex + (age | Subject)),
  list("early REML", "early.csv", cog ~ tos*trt + (tos | id)),
  list("hsb null REML", "hsb.csv", mathach ~ 1 + (1 | school)),
  list("hsb slope REML", "hsb.csv", mathach ~ cses + (cses | school))
)
out <- list()
for (case in cases) {

  d <- readData(case[[2]])
  cat(case[[1]], "\n")
  ml <- profileVariance(case[[1]], case[[3]], d, FALSE)
  reml <- profileVariance(case[[1]], case[[3]], d, TRUE)
  fixed <- tryCatch(profileFixed(case[[3]], d, ml$minimum), error = function(e) { print(e); list() })
  theirs <- tryCatch({
    ci <- suppressWarnings(suppressMessages(confint(lmer(case[[3]], d, REML = FALSE), oldNames = FALSE)))
    lapply(seq_len(nrow(ci)), function(i) list(name = rownames(ci)[i], lower = ci[i, 1], upper = ci[i, 2]))
  }, error = function(e) list())
  show <- function(rows) for (r in rows) cat(sprintf("  %-36s %12.6f %12.6f %12.6f\n", r$name, r$estimate, r$lower, r$upper))
  show(ml$rows); show(fixed); cat("  REML\n"); show(reml$rows)
  out[[length(out) + 1]] <- list(
    name = case[[1]], software = software(), minimum = ml$minimum, ml = c(ml$rows, fixed), reml = reml$rows,
    minimumReml = reml$minimum, lme4 = theirs)
  json <- sapply(out, function(x) as.character(jsonlite::toJSON(x, digits = NA, auto_unbox = TRUE)))
  writeLines(paste0("[\n", paste(json, collapse = ",\n"), "\n]"), "test/reference/profile.json")
}
