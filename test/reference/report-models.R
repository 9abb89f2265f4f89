# Fitted models with everything that a printed summary needs, and the texts that R prints for them.
# Run in this folder: Rscript report-models.R   (R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, jsonlite)
# Writes report-models.json.
suppressMessages({ library(lme4); library(lmerTest); library(jsonlite) })
options(digits = 7, width = 80, useFancyQuotes = FALSE)

describe <- function(m) {
  s <- suppressWarnings(summary(m))
  cnms <- getME(m, "cnms"); flist <- getME(m, "flist"); assign <- attr(flist, "assign")
  Tl <- getME(m, "Tlist"); Gp <- getME(m, "Gp"); b <- as.numeric(getME(m, "b"))
  X <- getME(m, "X"); p <- ncol(X)
  condVar <- as.matrix(lme4:::getME(m, "Lambda") %*%
    solve(crossprod(getME(m, "Zt") |> t() %*% getME(m, "Lambda")) + Diagonal(length(b))) %*%
    t(getME(m, "Lambda"))) * sigma(m)^2
  terms <- lapply(seq_along(cnms), function(i) {
    k <- length(cnms[[i]]); f <- flist[[assign[i]]]; q <- nlevels(f)
    at <- Gp[i] + seq_len(k * q)
    list(group = names(flist)[assign[i]], names = I(cnms[[i]]), levels = levels(f),
      template = I(as.numeric(Tl[[i]])), effects = b[at],
      conditional = as.numeric(sapply(seq_len(q), function(l) {
        j <- Gp[i] + (l - 1) * k + seq_len(k); as.numeric(condVar[j, j]) })))
  })
  lt <- as(m, "lmerModLmerTest")
  phi <- length(getME(m, "theta")) + 1
  # lmerTest differentiates by sigma; the record holds log sigma
  scale <- c(rep(1, phi - 1), sigma(m))
  text <- function(...) I(capture.output(suppressMessages(print(...))))
  printed <- text(s)
  list(formula = paste(deparse(getCall(m)$formula, width.cutoff = 500), collapse = " "),
    dataName = deparse(getCall(m)$data), responseName = deparse(formula(m)[[2]]),
    method = if (isREML(m)) "REML" else "ML", nobs = nobs(m), sigma = sigma(m),
    objective = if (isREML(m)) REMLcrit(m) else deviance(m),
    theta = I(as.numeric(getME(m, "theta"))), thetaNames = I(names(getME(m, "theta"))),
    fixed = list(names = I(names(fixef(m))), estimates = I(as.numeric(fixef(m))),
      vcov = I(as.numeric(vcov(m)))),
    random = terms,
    information = list(covariance = I(as.numeric(lt@vcov_varpar / outer(scale, scale))),
      gradient = lapply(seq_len(phi), function(k) I(as.numeric(lt@Jac_list[[k]] * scale[k])))),
    y = as.numeric(getME(m, "y")), fitted = as.numeric(fitted(m)),
    X = I(if (length(X) < 600) as.numeric(X) else numeric(0)),
    extract = list(aic = AIC(m), bic = BIC(m), logLik = as.numeric(logLik(m)),
      df = attr(logLik(m), "df"),
      coefficients = unname(split(coef(s), row(coef(s)))),
      coef = lapply(coef(m), function(t) list(names = I(names(t)), first = I(as.numeric(t[1, ])))),
      ranefNames = lapply(ranef(m), function(t) I(names(t)))),
    singular = isSingular(m), printed = printed,
    printedNoTests = text(suppressWarnings(lme4:::summary.merMod(as(m, "lmerMod")))))
}

data(sleepstudy); data(Dyestuff); data(Dyestuff2); data(Penicillin); data(Pastes); data(cake)
tight <- lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12))
models <- suppressMessages(list(
  sleep = lmer(Reaction ~ Days + (Days | Subject), sleepstudy, control = tight),
  sleepMl = lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE, control = tight),
  sleepInterceptMl = lmer(Reaction ~ Days + (1 | Subject), sleepstudy, REML = FALSE, control = tight),
  sleepDouble = lmer(Reaction ~ Days + (Days || Subject), sleepstudy, control = tight),
  sleepDoubleMl = lmer(Reaction ~ Days + (Days || Subject), sleepstudy, REML = FALSE, control = tight),
  sleepQuadratic = lmer(Reaction ~ Days + I(Days^2) + (Days + I(Days^2) | Subject), sleepstudy,
    control = tight),
  dyestuff = lmer(Yield ~ 1 + (1 | Batch), Dyestuff, control = tight),
  dyestuff2 = lmer(Yield ~ 1 + (1 | Batch), Dyestuff2, control = tight),
  penicillin = lmer(diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin, control = tight),
  pastes = lmer(strength ~ 1 + (1 | batch / cask), Pastes, control = tight),
  cake = lmer(angle ~ recipe * temperature + (1 | recipe:replicate), cake, control = tight),
  long = lmer(angle ~ recipe + temperature + I(temp^2) + recipe:I(temp^2) + (1 | recipe:replicate),
    cake, control = tight),
  cakeAdditive = lmer(angle ~ recipe + temperature + (1 | recipe:replicate), cake, control = tight)
))
models <- lapply(models, function(m) { m@call$control <- NULL; m })
out <- lapply(models, describe)
anovaText <- function(...) I(capture.output(print(suppressMessages(anova(...)))))
three <- anova(models$sleepInterceptMl, models$sleepDoubleMl, models$sleepMl,
  model.names = c("m1", "m2", "m3"))
anovas <- list(
  three = list(printed = anovaText(models$sleepInterceptMl, models$sleepDoubleMl, models$sleepMl,
    model.names = c("m1", "m2", "m3")), chisq = three$Chisq[-1], p = three[["Pr(>Chisq)"]][-1]),
  two = list(printed = anovaText(models$sleepMl, models$sleepInterceptMl,
    model.names = c("m1", "m2"))))
# Tables of variance components with several terms, negative and undefined correlations, tiny variances
set.seed(1)
d <- data.frame(g = factor(rep(1:30, each = 8)), h = factor(rep(1:12, 20)), x = rnorm(240), z = rnorm(240))
d$y <- rnorm(30)[d$g] + rnorm(30)[d$g] * d$x - 0.5 * rnorm(12)[d$h] * d$x + rnorm(240)
components <- lapply(suppressWarnings(suppressMessages(list(
  lmer(y ~ x + (x + z | g) + (x | h), d), lmer(y ~ x + (z | g) + (x + z | h), d),
  lmer(Yield ~ 1 + (1 + as.numeric(Batch) | Batch), Dyestuff2)))), function(m) {
  v <- VarCorr(m)
  rows <- do.call(c, lapply(names(v), function(g) lapply(seq_len(nrow(v[[g]])), function(i) list(group = g,
    name = rownames(v[[g]])[i], variance = v[[g]][i, i], sd = attr(v[[g]], "stddev")[[i]],
    corr = I(ifelse(is.nan(attr(v[[g]], "correlation")[i, seq_len(i - 1)]), "NaN",
      sprintf("%.17g", attr(v[[g]], "correlation")[i, seq_len(i - 1)])))))))
  residual <- list(group = "Residual", name = "", variance = sigma(m)^2, sd = sigma(m), corr = I(character(0)))
  list(rows = c(rows, list(residual)),
    printed = I(capture.output(print(v, comp = c("Variance", "Std.Dev."), digits = 4))))
})
texts <- c("y ~ a", "readingscore ~ meanses * ses * sector + factor(size) + minority + x + (1 + ses | school)",
  "y ~ aaaaaaaaaaaa + bbbbbbbbbbbbbbbbb * cccccccccccccccc + dddddddddddddddddd + (1 + aaaaaaaaaaaa | g) + e",
  "y ~ poly(agexxxxxxxxxxx, 2) + log(income_of_the_household + 1) + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + (1 | g)")
formulas <- lapply(texts, function(f) list(text = f,
  printed = I(capture.output(lme4:::cat.f("Formula:", deparse(as.formula(f)))))))
write(toJSON(list(made = paste(R.version.string, "lme4", packageVersion("lme4"), "lmerTest",
  packageVersion("lmerTest")), models = out, anovas = anovas,
  components = components, formulas = formulas), digits = I(17), auto_unbox = TRUE),
  "report-models.json")
for (m in out) writeLines(c(m$printed, "----"))
for (a in anovas) writeLines(a$printed)
